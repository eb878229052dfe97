//! Bytes from anywhere, unpacked on a thread of their own while those before are read.

use std::{
    io::{self, BufRead, Read},
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    thread,
};

use crate::unpack::{fill, unpack};

/// How large the pieces are that go from one thread to the other: they stay in the cache of a processor.
const BLOCK_BYTES: usize = 1 << 18;
/// How many of them may wait.
const N_WAITING: usize = 4;
/// Before UTF-8 that Windows wrote.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Runs `work` on what `input` holds.
pub(crate) fn with<T>(input: impl Read + Send, work: impl FnOnce(Input) -> T) -> T {
    thread::scope(|scope| {
        let (full_sender, full) = sync_channel(N_WAITING);
        let (empty, empty_receiver) = channel();
        scope.spawn(move || pump(input, &full_sender, &empty_receiver));
        work(Input { full, empty, block: Vec::new(), place: 0, bytes: 0, is_first: true, error: None })
    })
}

/// Fills blocks to the brim, so that where they end depends on the content alone and not on how it came.
fn pump(input: impl Read + Send, full: &SyncSender<io::Result<Vec<u8>>>, empty: &Receiver<Vec<u8>>) {
    let mut input = match unpack(input) {
        Ok(input) => input,
        Err(error) => {
            let _ = full.send(Err(error));
            return;
        }
    };
    loop {
        let mut block = empty.try_recv().unwrap_or_default();
        block.resize(BLOCK_BYTES, 0);
        let (n_filled, end) = fill(&mut input, &mut block);
        block.truncate(n_filled);
        let is_last = n_filled < BLOCK_BYTES;
        // Whoever reads has had enough where nobody takes it.
        if n_filled > 0 && full.send(Ok(block)).is_err() {
            return;
        }
        if is_last {
            if let Err(error) = end {
                let _ = full.send(Err(error));
            }
            return;
        }
    }
}

/// What a reader reads from: unpacked, counted, without a byte order mark.
pub(crate) struct Input {
    full: Receiver<io::Result<Vec<u8>>>,
    empty: Sender<Vec<u8>>,
    block: Vec<u8>,
    place: usize,
    bytes: u64,
    is_first: bool,
    error: Option<io::Error>,
}

impl Input {
    /// The first bytes, which are still to be read.
    pub(crate) fn head(&mut self) -> io::Result<&[u8]> {
        self.fill_buf()
    }

    /// Bytes read so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.bytes
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.place == self.block.len() {
            if let Some(error) = &self.error {
                return Err(io::Error::new(error.kind(), error.to_string()));
            }
            // The other thread has ended where nothing comes any more.
            match self.full.recv() {
                Ok(Ok(block)) => {
                    let old = std::mem::replace(&mut self.block, block);
                    let _ = self.empty.send(old);
                    self.place = 0;
                    if std::mem::take(&mut self.is_first) && self.block.starts_with(BYTE_ORDER_MARK) {
                        self.consume(BYTE_ORDER_MARK.len());
                        return self.fill_buf();
                    }
                }
                Ok(Err(error)) => {
                    let shown = io::Error::new(error.kind(), error.to_string());
                    self.error = Some(error);
                    return Err(shown);
                }
                Err(_) => {}
            }
        }
        Ok(&self.block[self.place..])
    }

    fn consume(&mut self, n_bytes: usize) {
        self.place += n_bytes;
        self.bytes += n_bytes as u64;
    }
}

impl Read for Input {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let n_read = self.fill_buf()?.read(bytes)?;
        self.consume(n_read);
        Ok(n_read)
    }
}

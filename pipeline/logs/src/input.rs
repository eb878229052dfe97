//! Input that a second thread decompresses while the first one parses.

use std::{
    io::{self, BufRead, Read},
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    thread,
};

use crate::unpack::{decompressed, fill};

/// Size of the blocks that go from thread to thread: a block fits into the L2 cache of a CPU.
const BLOCK_BYTES: usize = 1 << 18;
/// Blocks that may wait in the channel: enough to even out both threads, and a megabyte of memory.
const N_WAITING: usize = 4;
/// Mark that Windows writes before UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Runs `work` on the decompressed content of `input`.
pub(crate) fn with_input<T>(input: impl Read + Send, work: impl FnOnce(Input) -> T) -> T {
    thread::scope(|scope| {
        let (full_sender, full) = sync_channel(N_WAITING);
        let (empty, empty_receiver) = channel();
        scope.spawn(move || send_blocks(input, &full_sender, &empty_receiver));
        work(Input { full, empty, block: Vec::new(), offset: 0, bytes: 0, is_first: true, error: None })
    })
}

/// Sends full blocks, so their boundaries depend on the content alone, not on the sizes of reads.
fn send_blocks(input: impl Read + Send, full: &SyncSender<io::Result<Vec<u8>>>, empty: &Receiver<Vec<u8>>) {
    let mut input = match decompressed(input) {
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
        // The send fails once the parser has stopped early.
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

/// Decompressed content without its byte order mark.
pub(crate) struct Input {
    full: Receiver<io::Result<Vec<u8>>>,
    empty: Sender<Vec<u8>>,
    block: Vec<u8>,
    /// Position in the block.
    offset: usize,
    bytes: u64,
    is_first: bool,
    error: Option<io::Error>,
}

impl Input {
    /// The first bytes, without consuming them.
    pub(crate) fn head(&mut self) -> io::Result<&[u8]> {
        self.fill_buf()
    }

    /// Number of bytes consumed so far.
    pub(crate) fn n_bytes(&self) -> u64 {
        self.bytes
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.offset == self.block.len() {
            if let Some(error) = &self.error {
                return Err(io::Error::new(error.kind(), error.to_string()));
            }
            // A closed channel is the end of the input.
            match self.full.recv() {
                Ok(Ok(block)) => {
                    let old = std::mem::replace(&mut self.block, block);
                    let _ = self.empty.send(old);
                    self.offset = 0;
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
        Ok(&self.block[self.offset..])
    }

    fn consume(&mut self, n_bytes: usize) {
        self.offset += n_bytes;
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

//! Gzip and Zstandard, told by their first bytes.
//!
//! Both may be made of several parts one after the other, as `cat` and Firehose leave them. Nothing is kept of what
//! is unpacked, so that a small file which unpacks to a huge one costs time only; Zstandard may ask for a window,
//! which `ruzstd` refuses from 128 MiB on.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTANDARD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// How large pieces of the packed file are.
const PACKED_BYTES: usize = 1 << 16;

/// Unpacks `input` where it is packed.
pub(crate) fn unpack<'a>(mut input: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
    let mut magic = Vec::with_capacity(ZSTANDARD.len());
    input.by_ref().take(ZSTANDARD.len() as u64).read_to_end(&mut magic)?;
    let (is_gzip, is_zstandard) = (magic.starts_with(GZIP), magic == ZSTANDARD);
    let whole = Cursor::new(magic).chain(input);
    Ok(if is_gzip {
        Box::new(MultiGzDecoder::new(packed(whole)))
    } else if is_zstandard {
        Box::new(Frames { packed: packed(whole), decoder: FrameDecoder::new(), is_open: false })
    } else {
        Box::new(whole)
    })
}

/// A packed file in pieces that hang on its content alone and not on how it came: what is left of one that is damaged
/// hangs on them.
fn packed<R: Read>(input: R) -> BufReader<Full<R>> {
    BufReader::with_capacity(PACKED_BYTES, Full { input, error: None })
}

/// Fills each piece to the brim.
struct Full<R> {
    input: R,
    /// What went wrong behind bytes that were handed out before it.
    error: Option<io::Error>,
}

impl<R: Read> Read for Full<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        match fill(&mut self.input, bytes) {
            (n_filled, Ok(())) => Ok(n_filled),
            (0, Err(error)) => Err(error),
            (n_filled, Err(error)) => {
                self.error = Some(error);
                Ok(n_filled)
            }
        }
    }
}

/// Reads until `bytes` are full or nothing comes any more, and says how many came.
pub(crate) fn fill(input: &mut impl Read, bytes: &mut [u8]) -> (usize, io::Result<()>) {
    let mut n_filled = 0;
    while n_filled < bytes.len() {
        match input.read(&mut bytes[n_filled..]) {
            Ok(0) => break,
            Ok(n_read) => n_filled += n_read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (n_filled, Err(error)),
        }
    }
    (n_filled, Ok(()))
}

/// The frames of a Zstandard file, one after the other.
struct Frames<R> {
    packed: R,
    decoder: FrameDecoder,
    is_open: bool,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            let n_read = self.decoder.read(bytes)?;
            if n_read > 0 || bytes.is_empty() {
                return Ok(n_read);
            }
            if self.is_open && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.packed, one).map_err(io::Error::other)?;
                continue;
            }
            if self.is_open && self.is_damaged() {
                return Err(io::Error::other("The checksum of what was unpacked is another"));
            }
            if self.packed.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.is_open = match self.decoder.reset(&mut self.packed) {
                Ok(()) => true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.packed.by_ref().take(u64::from(length)), &mut io::sink())?;
                    false
                }
                Err(error) => return Err(io::Error::other(error)),
            };
        }
    }
}

impl<R> Frames<R> {
    fn is_damaged(&self) -> bool {
        let said = self.decoder.get_checksum_from_data();
        said.is_some_and(|said| self.decoder.get_calculated_checksum() != Some(said))
    }
}

//! Decompression of gzip and Zstandard, detected from the first bytes.
//!
//! Both may consist of several members in a row, as `cat` and Firehose produce them. Decompression is streaming, so a
//! decompression bomb costs time but no memory; `ruzstd` refuses windows of 128 MiB or more.
//!
//! A damaged file is read up to the damage, and the result does not depend on the sizes of reads. `niffler` gives no
//! such guarantee, refuses files of fewer than five bytes and needs C for Zstandard, so it is not used.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTANDARD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Size of the compressed pieces that the decoders see.
const PACKED_BYTES: usize = 1 << 16;

/// Decompresses `input` if it is compressed.
pub(crate) fn decompressed<'a>(mut input: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
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

/// Buffers a compressed file in full pieces. A decoder drops the piece in which a damaged file fails, so pieces must not
/// depend on the sizes of reads.
fn packed<R: Read>(input: R) -> BufReader<FullReads<R>> {
    BufReader::with_capacity(PACKED_BYTES, FullReads { input, error: None })
}

/// Fills the whole buffer in each read.
struct FullReads<R> {
    input: R,
    /// Error to report after the bytes that came before it.
    error: Option<io::Error>,
}

impl<R: Read> Read for FullReads<R> {
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

/// Reads until `bytes` is full or the input ends, and returns the number of bytes read.
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

/// Decompresses the frames of a Zstandard file in order.
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
                return Err(io::Error::other("The checksum of the decompressed data does not match"));
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
        let expected = self.decoder.get_checksum_from_data();
        expected.is_some_and(|expected| self.decoder.get_calculated_checksum() != Some(expected))
    }
}

//! A window of messages that puts them in order of time.
//!
//! Logs Insights and most search pages list the newest event first, and files of several streams overlap. A message
//! waits in the window until it is full, which bounds memory, then the oldest messages leave it in order.
//!
//! The messages of a log stream are those of one environment, so their times order them. Messages without a stream come
//! from any number of environments: they keep the order of the file, unless the file lists the newest first.

use std::{cmp::Reverse, ops::Range, sync::LazyLock};

use jiff::Timestamp;
use memchr::memmem::Finder;
use schema::ReadError;

use super::prefix::{Prefix, time};

/// Text in a full window: 10,000 rows, which is as many as Logs Insights exports, take less.
const MAX_BYTES: usize = 3 << 20;
/// Messages in a full window.
const MAX_MESSAGES: usize = 20_000;
/// Messages among which one without a time looks for its environment.
const MAX_SEARCHED: usize = 64;
/// Window that is full even while the context of its messages is unknown.
const MAX_HELD: usize = 2;

/// Messages of the platform and errors, in file order.
#[derive(Default)]
pub(super) struct Window {
    text: Vec<u8>,
    messages: Vec<Message>,
}

struct Message {
    record: u64,
    at: Option<Timestamp>,
    /// Microseconds since 1970, of the message or of the one before it.
    order: i64,
    /// Order of messages with the same time.
    rank: u8,
    /// True if the messages of its function list the newest first, so that ties are reversed too.
    is_reversed: bool,
    group: Range<usize>,
    stream: Range<usize>,
    body: Range<usize>,
    error: Option<Box<ReadError>>,
}

/// Messages of a log group without streams.
#[derive(Default)]
struct Group {
    name: Range<usize>,
    last: Option<i64>,
    /// Later messages minus earlier ones.
    steps: i64,
    /// Calls that start before they end, minus calls that end first.
    calls: i64,
    /// Last line that starts or ends a call.
    call: Range<usize>,
    latest: i64,
}

/// Request id of a line that starts or ends a call, and true if it starts one.
fn call(line: &[u8]) -> Option<(bool, &[u8])> {
    let start = line.strip_prefix(b"START RequestId: ");
    let id = start.or_else(|| line.strip_prefix(b"REPORT RequestId: "))?;
    let end = id.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(id.len());
    Some((start.is_some(), &id[..end]))
}

/// Position of the group called `name` in `groups`, to which it is added if it is new.
fn group_idx(text: &[u8], groups: &mut Vec<Group>, name: &Range<usize>) -> usize {
    let is_same = |group: &Group| group.name == *name || text[group.name.clone()] == text[name.clone()];
    groups.iter().rposition(is_same).unwrap_or_else(|| {
        groups.push(Group { name: name.clone(), ..Group::default() });
        groups.len() - 1
    })
}

/// A message that leaves the window.
pub(super) struct Leaving<'a> {
    pub(super) record: u64,
    pub(super) prefix: Prefix<'a>,
    pub(super) body: Result<&'a [u8], ReadError>,
}

impl Window {
    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// Returns true if messages must leave; with `is_held`, only if memory ends.
    pub(super) fn is_full(&self, is_held: bool) -> bool {
        let times = if is_held { MAX_HELD } else { 1 };
        self.text.len() >= times * MAX_BYTES || self.messages.len() >= times * MAX_MESSAGES
    }

    pub(super) fn push(&mut self, record: u64, prefix: &Prefix<'_>, body: &[u8]) {
        let last = self.messages.last();
        let (group, stream) = (last.map(|last| last.group.clone()), last.map(|last| last.stream.clone()));
        let at = prefix.at.or_else(|| time_in_json(body));
        // A message without a time follows the one before it of its environment.
        let before = || {
            let is_same = |message: &&Message| {
                self.text.get(message.stream.clone()) == Some(prefix.stream.as_bytes())
                    && self.text.get(message.group.clone()) == Some(prefix.group.as_bytes())
            };
            self.messages.iter().rev().take(MAX_SEARCHED).find(is_same)
        };
        let (order, rank) = match at {
            Some(at) => (at.as_microsecond(), rank(body)),
            None => before().map_or((0, 0), |before| (before.order, before.rank)),
        };
        let group = self.add_name(group, prefix.group);
        let stream = self.add_name(stream, prefix.stream);
        let start = self.text.len();
        self.text.extend_from_slice(body);
        let body = start..self.text.len();
        self.messages.push(Message {
            record,
            at: prefix.at,
            order,
            rank,
            group,
            stream,
            body,
            error: None,
            is_reversed: false,
        });
    }

    /// Adds the error of a record.
    pub(super) fn push_error(&mut self, record: u64, error: ReadError) {
        self.push(record, &Prefix::default(), b"");
        if let Some(last) = self.messages.last_mut() {
            last.error = Some(Box::new(error));
        }
    }

    /// Adds a line to the last message.
    pub(super) fn append(&mut self, line: &[u8]) {
        if let Some(last) = self.messages.last_mut() {
            self.text.push(b'\n');
            self.text.extend_from_slice(line);
            last.body.end = self.text.len();
        }
    }

    /// Sets group and stream of the messages from number `first` on that lack them.
    pub(super) fn set_context(&mut self, first: usize, group: &str, stream: &str) {
        let (group, stream) = (self.add_name(None, group), self.add_name(None, stream));
        for message in self.messages.iter_mut().skip(first) {
            if message.group.is_empty() {
                message.group = group.clone();
            }
            if message.stream.is_empty() {
                message.stream = stream.clone();
            }
        }
    }

    /// Adds a name, which the message before nearly always has too.
    fn add_name(&mut self, last: Option<Range<usize>>, name: &str) -> Range<usize> {
        if let Some(last) = last.filter(|last| self.text.get(last.clone()) == Some(name.as_bytes())) {
            return last;
        }
        let start = self.text.len();
        self.text.extend_from_slice(name.as_bytes());
        start..self.text.len()
    }

    /// Hands out messages in order: all of them, or else three quarters. Returns true if the window lists the newest
    /// first and more may follow.
    pub(super) fn leave(&mut self, is_all: bool, mut each: impl FnMut(Leaving<'_>)) -> bool {
        let is_newest_first = self.sort_keys();
        let mut order: Vec<u32> = (0..self.messages.len() as u32).collect();
        let key = |idx: &u32| {
            let message = &self.messages[*idx as usize];
            let tie = if message.is_reversed { Reverse(*idx) } else { Reverse(u32::MAX - *idx) };
            (message.order, message.rank, tie)
        };
        if !order.is_sorted_by_key(key) {
            order.sort_unstable_by_key(key);
        }
        let n_kept = if is_all { 0 } else { order.len() / 4 };
        let (kept, leaving) = if is_newest_first {
            let (oldest, newest) = order.split_at(n_kept);
            (oldest, newest)
        } else {
            let (oldest, newest) = order.split_at(order.len() - n_kept);
            (newest, oldest)
        };
        for idx in leaving {
            let message = &mut self.messages[*idx as usize];
            let error = message.error.take();
            let name =
                |range: &Range<usize>| std::str::from_utf8(&self.text[range.clone()]).unwrap_or_default();
            each(Leaving {
                record: message.record,
                prefix: Prefix { at: message.at, stream: name(&message.stream), group: name(&message.group) },
                body: error.map_or_else(|| Ok(&self.text[message.body.clone()]), |error| Err(*error)),
            });
        }
        let mut kept = kept.to_vec();
        kept.sort_unstable();
        self.keep(&kept);
        is_newest_first && !is_all
    }

    /// Prepares the keys of messages without a stream, and returns true if the newest come first.
    fn sort_keys(&mut self) -> bool {
        // A log has few groups, so a list finds them quickly.
        let mut groups: Vec<Group> = Vec::new();
        for message in self.messages.iter().filter(|message| message.stream.is_empty()) {
            let idx = group_idx(&self.text, &mut groups, &message.group);
            let group = &mut groups[idx];
            if let Some(last) = group.last.replace(message.order) {
                group.steps += message.order.cmp(&last) as i64;
            }
            group.latest = i64::MIN;
            if let Some((is_start, request_id)) = call(&self.text[message.body.clone()]) {
                if let Some((was_start, _)) =
                    call(&self.text[group.call.clone()]).filter(|(_, before)| *before == request_id)
                {
                    group.calls += i64::from(was_start && !is_start) - i64::from(!was_start && is_start);
                }
                group.call = message.body.clone();
            }
        }
        // Without times, only the calls tell the order.
        let is_backwards = |group: &Group| group.steps < 0 || (group.steps == 0 && group.calls < 0);
        for message in self.messages.iter_mut().filter(|message| message.stream.is_empty()) {
            let idx = group_idx(&self.text, &mut groups, &message.group);
            let group = &mut groups[idx];
            message.is_reversed = is_backwards(group);
            if !message.is_reversed {
                // The order of the file stays.
                message.order = message.order.max(group.latest);
                (group.latest, message.rank) = (message.order, 0);
            }
        }
        let steps = self.messages.windows(2).map(|pair| pair[1].order.cmp(&pair[0].order) as i64);
        steps.sum::<i64>() < 0 || (groups.len() == 1 && is_backwards(&groups[0]))
    }

    /// Keeps the messages of these numbers, in file order.
    fn keep(&mut self, numbers: &[u32]) {
        let (mut text, mut messages) = (std::mem::take(&mut self.text), std::mem::take(&mut self.messages));
        let mut numbers = numbers.iter().copied().peekable();
        for (idx, message) in messages.drain(..).enumerate() {
            if numbers.next_if_eq(&(idx as u32)).is_none() {
                continue;
            }
            let Message { group, stream, body, .. } = message;
            let last = self.messages.last();
            let (last_group, last_stream) =
                (last.map(|last| last.group.clone()), last.map(|last| last.stream.clone()));
            let name = |range: Range<usize>| std::str::from_utf8(&text[range]).unwrap_or_default();
            let group = self.add_name(last_group, name(group));
            let stream = self.add_name(last_stream, name(stream));
            let start = self.text.len();
            self.text.extend_from_slice(&text[body]);
            let body = start..self.text.len();
            self.messages.push(Message { group, stream, body, ..message });
        }
        // The window fills again, in the memory that it has.
        text.clear();
        text.append(&mut self.text);
        messages.append(&mut self.messages);
        (self.text, self.messages) = (text, messages);
    }
}

/// Time of an event in JSON, which may lack a prefix.
fn time_in_json(body: &[u8]) -> Option<Timestamp> {
    static TIME: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"time\""));
    if body.first() != Some(&b'{') {
        return None;
    }
    let from = TIME.find(body)? + "\"time\"".len();
    let text = std::str::from_utf8(body.get(from..body.len().min(from + 48))?).ok()?;
    time(text.split('"').nth(1)?)
}

/// Order of messages with the same time: an environment starts before its invocations, which start before they end.
fn rank(body: &[u8]) -> u8 {
    static MARK: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"platform."));
    let is_json = body.first() == Some(&b'{');
    let mark = if is_json { MARK.find(body) } else { None };
    let kind = mark.map_or(body, |mark| &body[mark + MARK.needle().len()..]);
    let starts = |words: &[&str]| words.iter().any(|word| kind.starts_with(word.as_bytes()));
    if starts(&["INIT_START", "RESTORE_START", "initStart", "restoreStart"]) {
        0
    } else if starts(&["INIT_REPORT", "RESTORE_REPORT", "init", "restore"]) {
        1
    } else if starts(&["START", "start"]) {
        2
    } else if starts(&["REPORT", "report"]) {
        4
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bodies of `messages` in the order in which they leave: time in seconds, stream and body of each.
    fn order(messages: &[(Option<i64>, &str, &str)]) -> String {
        let mut window = Window::default();
        for (at, stream, body) in messages {
            let at = at.map(|at| Timestamp::from_second(at).unwrap_or_default());
            window.push(1, &Prefix { at, stream, group: "" }, body.as_bytes());
        }
        let mut bodies = Vec::new();
        window.leave(true, |leaving| {
            bodies.push(String::from_utf8_lossy(leaving.body.unwrap_or_default()).into_owned());
        });
        bodies.join(" ")
    }

    #[test]
    fn messages_of_a_stream_leave_in_order_of_time() {
        assert_eq!(order(&[(Some(3), "a", "c"), (Some(1), "a", "a"), (Some(2), "a", "b")]), "a b c");
        let same = [(Some(1), "a", "REPORT"), (Some(1), "a", "START"), (Some(1), "a", "INIT_START")];
        assert_eq!(order(&same), "INIT_START START REPORT");
    }

    #[test]
    fn messages_without_a_stream_keep_their_order_unless_the_newest_comes_first() {
        let twice = [(Some(1), "", "a"), (Some(3), "", "b"), (Some(1), "", "c"), (Some(3), "", "d")];
        assert_eq!(order(&twice), "a b c d");
        let reversed = [(Some(3), "", "d"), (Some(2), "", "c"), (Some(2), "", "b"), (Some(1), "", "a")];
        assert_eq!(order(&reversed), "a b c d");
        assert_eq!(order(&[(None, "", "b"), (None, "", "a")]), "b a");
        assert_eq!(order(&[(Some(1), "", "b"), (None, "", "a"), (Some(2), "", "c")]), "b a c");
        let untimed = [
            (None, "", "REPORT RequestId: 1\t"),
            (None, "", "START RequestId: 1 "),
            (None, "", "INIT_START"),
        ];
        assert_eq!(order(&untimed), "INIT_START START RequestId: 1  REPORT RequestId: 1\t");
    }

    #[test]
    fn a_full_window_keeps_a_quarter() {
        let mut window = Window::default();
        for n in 0..100_i64 {
            let at = Timestamp::from_second(n).ok();
            window.push(n as u64, &Prefix { at, stream: "s", group: "g" }, n.to_string().as_bytes());
        }
        let mut n_left = 0;
        assert!(!window.leave(false, |leaving| {
            assert_eq!(leaving.record, n_left);
            n_left += 1;
        }));
        assert_eq!((n_left, window.len()), (75, 25));
        window.leave(true, |leaving| {
            assert_eq!(leaving.body.unwrap_or_default(), leaving.record.to_string().as_bytes());
            assert_eq!((leaving.prefix.stream, leaving.prefix.group), ("s", "g"));
            n_left += 1;
        });
        assert!(n_left == 100 && window.is_empty());
    }
}

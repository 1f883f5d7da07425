//! `[limits]`: bounds on everything that comes from outside.

use serde::Deserialize;

use super::fault::Faults;

/// Every bound has a name, so that an error can say which was met.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// Time for the handshake, in seconds.
    pub handshake_s: u32,
    /// Time for `hello`, in seconds.
    pub hello_s: u32,
    /// Time between the server's pings, in seconds.
    pub ping_s: u32,
    /// Silence after a ping before the cut, in seconds.
    pub silence_s: u32,
    /// Longest frame.
    pub frame_bytes: usize,
    /// Longest text, in characters.
    pub text_chars: usize,
    /// A visitor's messages a minute in the long run.
    pub visitor_messages_per_minute: u32,
    /// A visitor's messages in quick succession.
    pub visitor_burst: u32,
    /// An agent's frames a minute in the long run.
    pub agent_messages_per_minute: u32,
    /// Bytes that wait on one socket.
    pub queued_bytes: usize,
    /// How long a reader may be slow, in seconds.
    pub slow_reader_s: u32,
    /// Open sockets in all.
    pub sockets: usize,
    /// Open sockets from one address.
    pub sockets_per_address: usize,
    /// Open sockets of one visitor.
    pub sockets_per_visitor: usize,
    /// Open sockets of one member of staff.
    pub sockets_per_agent: usize,
    /// Conversations that begin from one address in an hour.
    pub new_conversations_per_address_per_hour: u32,
    /// Requests from one address in an hour to save a conversation or to come back to one.
    pub receipt_requests_per_address_per_hour: u32,
    /// Entries in one conversation.
    pub entries_per_conversation: u32,
    /// The buffer that a socket reads into.
    pub read_buffer_bytes: usize,
    /// Longest body of a request.
    pub http_body_bytes: usize,
    /// Longest time for a request, in seconds.
    pub http_timeout_s: u32,
    /// The least that comes in a second of what may take longer.
    pub least_bytes_per_second: u32,
}

impl LimitSettings {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        self.check_times(faults);
        self.check_sizes(faults);
        self.check_counts(faults);
    }

    fn check_times(&self, faults: &mut Faults<'_>) {
        for (key, value) in [
            ("limits.handshake_s", self.handshake_s),
            ("limits.hello_s", self.hello_s),
            ("limits.ping_s", self.ping_s),
            ("limits.silence_s", self.silence_s),
            ("limits.slow_reader_s", self.slow_reader_s),
            ("limits.http_timeout_s", self.http_timeout_s),
        ] {
            faults.bounds(key, value, 1..=3_600);
        }
    }

    fn check_sizes(&self, faults: &mut Faults<'_>) {
        const MIB: usize = 1024 * 1024;
        faults.bounds("limits.frame_bytes", self.frame_bytes, 1_024..=16 * MIB);
        faults.bounds("limits.http_body_bytes", self.http_body_bytes, 1_024..=64 * MIB);
        faults.bounds("limits.read_buffer_bytes", self.read_buffer_bytes, 256..=MIB);
        faults.bounds("limits.queued_bytes", self.queued_bytes, 4_096..=64 * MIB);
        // Up to four bytes a character in UTF-8, and some hundred around the text.
        let fitting = self.frame_bytes.saturating_sub(1_000) / 4;
        if self.text_chars > fitting {
            let what = format!(
                "{} characters may not fit into limits.frame_bytes = {}; at most {fitting} do",
                self.text_chars, self.frame_bytes
            );
            faults.add("limits.text_chars", what);
        }
        faults.bounds("limits.text_chars", self.text_chars, 1..=MIB);
    }

    fn check_counts(&self, faults: &mut Faults<'_>) {
        for (key, value) in [
            ("limits.visitor_messages_per_minute", self.visitor_messages_per_minute),
            ("limits.visitor_burst", self.visitor_burst),
            ("limits.agent_messages_per_minute", self.agent_messages_per_minute),
            ("limits.new_conversations_per_address_per_hour", self.new_conversations_per_address_per_hour),
            ("limits.receipt_requests_per_address_per_hour", self.receipt_requests_per_address_per_hour),
            ("limits.entries_per_conversation", self.entries_per_conversation),
            ("limits.least_bytes_per_second", self.least_bytes_per_second),
        ] {
            faults.bounds(key, value, 1..=100_000_000);
        }
        for (key, value) in [
            ("limits.sockets", self.sockets),
            ("limits.sockets_per_address", self.sockets_per_address),
            ("limits.sockets_per_visitor", self.sockets_per_visitor),
            ("limits.sockets_per_agent", self.sockets_per_agent),
        ] {
            faults.bounds(key, value, 1..=1_000_000);
        }
    }
}

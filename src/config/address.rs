//! Addresses in the configuration: origins of websites, and networks of proxies.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// An address that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadAddress {
    /// Not an origin.
    #[error("`{0}` must be scheme, host and port only, such as `https://www.linkoping.se`")]
    Origin(String),
    /// Not an address or a network.
    #[error("`{0}` must be an address such as `127.0.0.1` or a network such as `10.0.0.0/8`")]
    Network(String),
}

/// Scheme, host and port of a website, written as browsers write `Origin`: lower case, and no port that the
/// scheme implies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct WebOrigin(String);

impl WebOrigin {
    /// The origin of a server without TLS that is reached directly.
    #[must_use]
    pub fn of_listener(address: SocketAddr) -> Self {
        let origin = format!("http://{address}");
        Self(origin.strip_suffix(":80").map(str::to_owned).unwrap_or(origin))
    }

    /// The text that a browser's `Origin` header must equal.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for WebOrigin {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let refuse = || BadAddress::Origin(text.to_owned());
        let lower = text.to_ascii_lowercase();
        let (scheme, authority) = lower.split_once("://").ok_or_else(refuse)?;
        let implied = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(refuse()),
        };
        let (host, port) = split_port(authority).ok_or_else(refuse)?;
        if !is_host(host) || port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
            return Err(refuse());
        }
        Ok(Self(format!("{scheme}://{}", authority.strip_suffix(implied).unwrap_or(authority))))
    }
}

impl TryFrom<String> for WebOrigin {
    type Error = BadAddress;

    fn try_from(text: String) -> Result<Self, BadAddress> {
        text.parse()
    }
}

fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    if let Some((host, rest)) = authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        host.parse::<Ipv6Addr>().ok()?;
        return match rest {
            "" => Some(("ipv6", None)),
            port => Some(("ipv6", Some(port.strip_prefix(':')?))),
        };
    }
    Some(authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))))
}

/// Letters, digits, hyphens and dots; a name with å ä ö stands in its `xn--` form, as browsers send it.
fn is_host(host: &str) -> bool {
    let label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    host.split('.').all(label)
}

/// An address, or all addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether the address is in the network. An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) is the
    /// IPv4 address that it is.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                same_bits(first.to_bits().into(), address.to_bits().into(), self.bits, 32)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => same_bits(first.to_bits(), address.to_bits(), self.bits, 128),
            _ => false,
        }
    }
}

fn same_bits(a: u128, b: u128, bits: u8, of: u8) -> bool {
    (a ^ b).checked_shr(u32::from(of - bits)).unwrap_or_default() == 0
}

impl FromStr for Network {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let refuse = || BadAddress::Network(text.to_owned());
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let first = address.parse::<IpAddr>().map_err(|_| refuse())?.to_canonical();
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| refuse()))?;
        if bits > most { Err(refuse()) } else { Ok(Self { first, bits }) }
    }
}

impl TryFrom<String> for Network {
    type Error = BadAddress;

    fn try_from(text: String) -> Result<Self, BadAddress> {
        text.parse()
    }
}

/// Reads a text where the empty one stands for "none".
pub(super) fn none_if_empty<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr,
    T::Err: fmt::Display,
{
    let text = String::deserialize(from)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// An address that clients on the same machine can reach, where the server listens on all of them.
pub(super) fn reachable(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(any) if any.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(any) if any.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (given, origin) in [
            ("https://www.linkoping.se", "https://www.linkoping.se"),
            ("HTTPS://WWW.Linkoping.SE:443", "https://www.linkoping.se"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(given.parse::<WebOrigin>().expect("an origin").as_str(), origin);
        }
    }

    #[test]
    fn an_origin_with_anything_more_is_refused() {
        for bad in [
            "https://x.se/",
            "https://x.se/chatt",
            "x.se",
            "ftp://x.se",
            "https://",
            "https://*.x.se",
            "https://a@x.se",
            "https://x.se:0",
            "https://x.se:port",
            "https://x.se:",
            "https://x..se",
            "null",
            "*",
        ] {
            assert!(bad.parse::<WebOrigin>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_network_holds_the_addresses_with_its_bits() {
        let holds = |network: &str, address: &str| {
            let network = network.parse::<Network>().expect("a network");
            network.contains(address.parse().expect("an address"))
        };
        assert!(holds("10.0.0.0/8", "10.200.3.4") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.1.1"));
        assert!(holds("0.0.0.0/0", "1.2.3.4") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("2001:db8::/32", "2001:db8:1::1") && !holds("2001:db8::/32", "2001:db9::1"));
        assert!(holds("::/0", "2001:db8::1"));
        for bad in ["10.0.0.0/33", "::/129", "10.0.0", "proxy", "10.0.0.0/", ""] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}

//! Random bits for ids and keys, from the operating system. Rules get them as arguments.

/// Fresh random bytes.
///
/// # Panics
/// When the operating system has no randomness to give: without it no key would be safe.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

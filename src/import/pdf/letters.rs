//! Letters as people write them: no ligatures, no soft hyphens, marks on their letters. Pure.

/// A text without signs that only a typesetter needs.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            // Soft hyphens, joiners, the mark of the byte order.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\t' => out.push(' '),
            '\u{2010}' | '\u{2011}' => out.push('-'),
            '\u{300}'..='\u{30a}' => {
                let whole = out.chars().next_back().and_then(|before| composed(before, letter));
                if let Some(whole) = whole {
                    out.pop();
                    out.push(whole);
                } else {
                    out.push(letter);
                }
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A letter with a mark that some documents draw apart from it.
fn composed(letter: char, mark: char) -> Option<char> {
    const ROWS: [(char, &str, &str); 5] = [
        ('\u{300}', "aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        ('\u{301}', "aeiouyAEIOUY", "áéíóúýÁÉÍÓÚÝ"),
        ('\u{302}', "aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
        ('\u{308}', "aeiouyAEIOU", "äëïöüÿÄËÏÖÜ"),
        ('\u{30a}', "aA", "åÅ"),
    ];
    let (_, bare, whole) = ROWS.iter().find(|(of, ..)| *of == mark)?;
    whole.chars().nth(bare.chars().position(|of| of == letter)?)
}

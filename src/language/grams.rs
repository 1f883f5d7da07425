//! Parts of words, so that `sopor` finds `sophämtning` and `förskolan` finds `förskoleplats` without a dictionary.

/// Characters in a part.
const SIZE: usize = 4;

/// Calls `take` with every run of four characters of a folded word with its ends marked: `_bygglov_` gives `_byg`,
/// `bygg`, `yggl`, `gglo`, `glov`, `lov_`. A word too short for that gives itself with its marks.
pub fn grams(word: &str, buffer: &mut String, mut take: impl FnMut(&str)) {
    buffer.clear();
    buffer.push('_');
    buffer.push_str(word);
    buffer.push('_');
    let mut starts = buffer.char_indices().map(|(at, _)| at);
    let ends = buffer.char_indices().map(|(at, character)| at + character.len_utf8()).skip(SIZE - 1);
    let mut any = false;
    for end in ends {
        if let Some(start) = starts.next() {
            take(&buffer[start..end]);
            any = true;
        }
    }
    if !any {
        take(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::grams;

    fn of(word: &str) -> Vec<String> {
        let mut found = Vec::new();
        grams(word, &mut String::new(), |gram| found.push(gram.to_owned()));
        found
    }

    #[test]
    fn a_word_falls_into_overlapping_parts_with_marked_ends() {
        assert_eq!(of("lov"), ["_lov", "lov_"]);
        assert_eq!(of("bygglov"), ["_byg", "bygg", "yggl", "gglo", "glov", "lov_"]);
        assert_eq!(of("p"), ["_p_"]);
        assert_eq!(of("дом"), ["_дом", "дом_"]);
    }
}

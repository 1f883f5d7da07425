//! Just enough of Rust's grammar to find the paths in a source: comments and literals left out, groups of `use` taken
//! apart, and the depth of inline modules known, so that `super` can be followed.

/// A path as it stands in a source, such as `crate::hours::Schedule`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// Counted from 1.
    pub(crate) line: usize,
    /// How many inline modules it stands in.
    pub(crate) inside: usize,
    /// Its words; `*` for everything.
    pub(crate) words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Step,
    Sign(char),
}

/// Every path of a source, also those of one word.
pub(crate) fn paths(source: &str) -> Vec<Path> {
    let tokens = tokens(source);
    let (mut found, mut braces, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some((token, _)) = tokens.get(at) {
        match token {
            Token::Sign('{') => braces.push(opens_module(&tokens[..at])),
            Token::Sign('}') => {
                braces.pop();
            }
            Token::Word(_) => {
                let inside = braces.iter().filter(|module| **module).count();
                at = Tree { tokens: &tokens, inside, found: &mut found }.read(at, &[]);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Whether the brace that follows these tokens opens `mod name {`.
fn opens_module(before: &[(Token, usize)]) -> bool {
    let [.., (Token::Word(keyword), _), (Token::Word(_), _)] = before else { return false };
    keyword == "mod"
}

struct Tree<'a> {
    tokens: &'a [(Token, usize)],
    inside: usize,
    found: &'a mut Vec<Path>,
}

impl Tree<'_> {
    /// Reads the path that begins at `at`, and those that a group adds to it; returns where it ends.
    fn read(&mut self, mut at: usize, before: &[String]) -> usize {
        let line = self.tokens[at].1;
        let mut words = before.to_vec();
        loop {
            match self.token(at) {
                Some(Token::Word(word)) => words.push(word.clone()),
                Some(Token::Sign('*')) => words.push("*".to_owned()),
                Some(Token::Sign('{')) => return self.group(at + 1, &words),
                _ => break,
            }
            at += 1;
            let (step, next) = (self.token(at), self.token(at + 1));
            let goes_on = matches!(next, Some(Token::Word(_) | Token::Sign('{' | '*')));
            if step != Some(&Token::Step) || !goes_on {
                break;
            }
            at += 1;
        }
        self.found.push(Path { line, inside: self.inside, words });
        at
    }

    fn group(&mut self, mut at: usize, before: &[String]) -> usize {
        loop {
            match self.token(at) {
                None => return at,
                Some(Token::Sign('}')) => return at + 1,
                // The new name says nothing about where it comes from.
                Some(Token::Word(word)) if word == "as" => at += 2,
                Some(Token::Word(_) | Token::Sign('{' | '*')) => at = self.read(at, before),
                Some(_) => at += 1,
            }
        }
    }

    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).map(|(token, _)| token)
    }
}

/// The words and signs of a source with their lines.
fn tokens(source: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = source.chars().collect();
    let (mut tokens, mut at, mut line) = (Vec::new(), 0, 1);
    while at < chars.len() {
        let rest = &chars[at..];
        let (token, length) = token(rest);
        if let Some(token) = token {
            tokens.push((token, line));
        }
        line += rest[..length].iter().filter(|c| **c == '\n').count();
        at += length;
    }
    tokens
}

/// The token at the beginning, if it is one that matters here, and its length.
fn token(rest: &[char]) -> (Option<Token>, usize) {
    let starts = |text: &str| text.chars().enumerate().all(|(i, c)| rest.get(i) == Some(&c));
    if starts("//") {
        return (None, rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()));
    }
    if starts("/*") {
        return (None, comment(rest));
    }
    if let Some(length) = literal(rest) {
        return (None, length);
    }
    if starts("::") {
        return (Some(Token::Step), 2);
    }
    let word = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
    if word > 0 {
        return (Some(Token::Word(rest[..word].iter().collect())), word);
    }
    ((!rest[0].is_whitespace()).then_some(Token::Sign(rest[0])), 1)
}

/// The length of a comment that may hold others.
fn comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] if depth == 1 => return at + 2,
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

/// The length of a string or a character; `None` when it is neither, such as a lifetime.
fn literal(rest: &[char]) -> Option<usize> {
    let prefix = rest.iter().take_while(|c| matches!(c, 'r' | 'b' | 'c')).count();
    let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
    if prefix <= 2 && rest.get(prefix + hashes) == Some(&'"') {
        let start = prefix + hashes + 1;
        return Some(
            start + if rest[..prefix].contains(&'r') { raw_end(&rest[start..], hashes) } else { end(&rest[start..]) },
        );
    }
    match rest {
        ['\'', '\\', ..] => {
            Some(1 + rest[1..].iter().skip(2).position(|c| *c == '\'').map_or(rest.len() - 1, |i| i + 3))
        }
        ['\'', _, '\'', ..] => Some(3),
        _ => None,
    }
}

fn raw_end(text: &[char], hashes: usize) -> usize {
    let ends =
        |at: &usize| text[*at] == '"' && text[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    (0..text.len()).find(ends).map_or(text.len(), |at| at + 1 + hashes)
}

fn end(text: &[char]) -> usize {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            '"' => return at + 1,
            '\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::paths;

    fn long(source: &str) -> Vec<String> {
        paths(source).into_iter().filter(|path| path.words.len() > 1).map(|path| path.words.join("::")).collect()
    }

    #[test]
    fn groups_are_taken_apart_however_deep() {
        let source = "use crate::{a, b::{self, C as D, e::*}, f};\nuse {std::fs, crate::g::H};";
        let apart =
            ["crate::a", "crate::b::self", "crate::b::C", "crate::b::e::*", "crate::f", "std::fs", "crate::g::H"];
        assert_eq!(long(source), apart);
    }

    #[test]
    fn paths_in_the_middle_of_code_are_found_with_their_line() {
        let source =
            "fn f(x: &'a crate::a::B<'_>) {\n    let y = crate::c::d::<u8>(x, 'x', '\\'');\n    $crate::e::f!(y)\n}";
        let found: Vec<_> = paths(source).into_iter().filter(|it| it.words[0] == "crate").collect();
        let found: Vec<_> = found.iter().map(|it| (it.line, it.words.join("::"))).collect();
        assert_eq!(found, [(1, "crate::a::B".into()), (2, "crate::c::d".into()), (3, "crate::e::f".into())]);
    }

    #[test]
    fn comments_and_texts_are_no_code() {
        let source = r##"
            //! [x](crate::a)
            /* crate::b /* crate::c */ crate::d */
            const T: &str = "crate::e \" crate::f";
            const R: &str = r#"crate::g " crate::h"#;
            const B: &[u8] = b"crate::i";
            const C: char = '"'; const D: crate::j::K = '\u{22}';
        "##;
        assert_eq!(long(source), ["crate::j::K"]);
    }

    #[test]
    fn inline_modules_are_counted() {
        let source = "use super::a; mod one { fn f() { super::b(); } mod two { use super::super::c; } } use super::d;";
        let depth: Vec<_> = paths(source).into_iter().filter(|it| it.words[0] == "super").map(|it| it.inside).collect();
        assert_eq!(depth, [0, 1, 2, 0]);
    }
}

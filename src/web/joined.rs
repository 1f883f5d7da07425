//! A page's modules joined into one script, and its styles into one sheet.
//!
//! The widget is written as sixty small files. Each would be a request of its own, and compressed by itself they weigh
//! twice what they weigh together: on a telephone with a poor connection that is the time until one can write. So what a
//! page names is sent with everything that it imports, in order, without comments. Nothing is renamed and nothing is
//! shortened: an error in a browser shows the code as it was written.
//!
//! This reads the ways of importing and exporting that our own modules and our libraries use, not all of the language;
//! what is written otherwise is a [`Fault`], which a test finds.
//!
//! ```text
//! import { html } from '../shared/ui.js';      const $4=(()=>{
//! export function Header() { … }               const {html}=$1;
//!                                              function Header() { … }
//!                                              return {Header}})();
//! ```

use std::fmt::Write as _;

/// Where libraries stand.
const LIBRARIES: &str = "vendor/";

/// What cannot be joined: the file, and why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub(super) struct Fault {
    file: String,
    what: String,
}

/// Reads a file by its path from the folder of all of them.
type Read<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// The script of a page: the module at `entry` and everything that it imports.
///
/// # Errors
/// When a module is missing, imports itself by way of another, or is written in a way that this does not read.
pub(super) fn script(entry: &str, read: Read<'_>) -> Result<String, Fault> {
    let mut script = Script { entry, read, joined: Vec::new(), open: Vec::new(), body: String::new() };
    script.add(entry)?;
    Ok(script.body)
}

/// The style of a page: the sheet at `entry`, with those that it imports in their place, each once.
///
/// # Errors
/// When a sheet is missing.
pub(super) fn style(entry: &str, read: Read<'_>) -> Result<String, Fault> {
    let mut out = String::new();
    add_style(entry, read, &mut Vec::new(), &mut out)?;
    Ok(out)
}

fn add_style(path: &str, read: Read<'_>, seen: &mut Vec<String>, out: &mut String) -> Result<(), Fault> {
    if seen.iter().any(|it| it == path) {
        return Ok(());
    }
    seen.push(path.to_owned());
    for line in without_comments(source(path, read)?).lines() {
        let imported = line.strip_prefix("@import ").and_then(|rest| rest.split(['\'', '"']).nth(1));
        if let Some(target) = imported {
            add_style(&resolved(path, target), read, seen, out)?;
        } else {
            // A blank is needed only within a selector or a value.
            out.push_str(&line.replace(": ", ":").replace(" {", "{"));
            if !line.ends_with(['{', '}', ';', ',']) {
                out.push('\n');
            }
        }
    }
    Ok(())
}

/// A script in the making.
struct Script<'a> {
    entry: &'a str,
    read: Read<'a>,
    /// The modules that stand in `body`, by number.
    joined: Vec<String>,
    /// The modules that are being added: each imported by the one before.
    open: Vec<String>,
    body: String,
}

impl Script<'_> {
    /// Adds a module after those that it imports, unless it is there, and gives what stands for it.
    fn add(&mut self, path: &str) -> Result<String, Fault> {
        if let Some(number) = self.joined.iter().position(|it| it == path) {
            return Ok(format!("${number}"));
        }
        if self.open.iter().any(|it| it == path) {
            return Err(fault(path, "it imports itself by way of another"));
        }
        self.open.push(path.to_owned());
        let read = if path.starts_with(LIBRARIES) { Module::library } else { Module::read };
        let module = read(path, source(path, self.read)?)?;
        let mut names = String::new();
        let mut exports = module.exports;
        for import in &module.imports {
            let from = self.add(&resolved(path, &import.from))?;
            match &import.what {
                What::Nothing => {}
                What::Default(name) => writeln!(names, "const {name}={from}.default;").unwrap_or_default(),
                What::All(name) => writeln!(names, "const {name}={from};").unwrap_or_default(),
                What::Names(list) => writeln!(names, "const {{{}}}={from};", list.join(",")).unwrap_or_default(),
                What::Onward(list) => exports.extend(list.iter().map(|name| format!("{name}: {from}.{name}"))),
            }
        }
        self.open.pop();
        // The place of the module itself, which a page's script may not find by its own address any more.
        let here = format!("new URL('{}', import.meta.url)", relative(self.entry, path));
        let body = module.body.replace("import.meta.url", &here);
        let number = self.joined.len();
        self.joined.push(path.to_owned());
        let out = &mut self.body;
        let _ = if path == self.entry {
            // It may wait for something, which no function around it could.
            write!(out, "{names}{body}")
        } else {
            writeln!(out, "const ${number}=(()=>{{\n{names}{body}return {{{}}}}})();", exports.join(","))
        };
        Ok(format!("${number}"))
    }
}

/// A module, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
struct Module {
    imports: Vec<Import>,
    /// Names that others may import.
    exports: Vec<String>,
    /// Everything else.
    body: String,
}

#[derive(Debug, PartialEq, Eq)]
struct Import {
    what: What,
    /// As it is written: relative to the module.
    from: String,
}

/// What is imported; `a as b` stands as `a: b`.
#[derive(Debug, PartialEq, Eq)]
enum What {
    /// The module only has to run.
    Nothing,
    Default(String),
    All(String),
    Names(Vec<String>),
    /// Exported onward, under the same names.
    Onward(Vec<String>),
}

impl Module {
    fn read(path: &str, source: &str) -> Result<Self, Fault> {
        let mut module = Self::default();
        let code = without_comments(source);
        let mut lines = code.lines();
        while let Some(line) = lines.next() {
            if line.starts_with("import ") || line.starts_with("export {") {
                let mut statement = line.to_owned();
                while !statement.ends_with(';') {
                    let next = lines.next().ok_or_else(|| fault(path, "an import without its semicolon"))?;
                    statement.push_str(next);
                }
                module.imports.push(import(statement.trim_end_matches(';')).ok_or_else(|| fault(path, &statement))?);
            } else {
                let line = match line.strip_prefix("export ") {
                    Some(declaration) => {
                        module.exports.push(declared(declaration).ok_or_else(|| fault(path, line))?.to_owned());
                        declaration
                    }
                    None => line,
                };
                module.body.push_str(line);
                module.body.push('\n');
            }
        }
        Ok(module)
    }

    /// Reads a library as its authors have packed it: without spaces, all on one line.
    fn library(path: &str, source: &str) -> Result<Self, Fault> {
        let mut module = Self::default();
        let code = without_comments(source);
        let mut rest = code.as_str();
        while let Some(at) = ["import{", "export{", "export default "].iter().filter_map(|word| rest.find(word)).min() {
            module.body.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(value) = rest.strip_prefix("export default ") {
                module.body.push_str("const preset=");
                module.exports.push("default: preset".to_owned());
                rest = value;
                continue;
            }
            let (statement, after) = rest.split_once(';').unwrap_or((rest, ""));
            rest = after;
            match statement.strip_prefix("export").and_then(names) {
                Some(own) => module.exports.extend(own.into_iter().map(|(name, known_as)| renamed((known_as, name)))),
                None => module.imports.push(import(statement).ok_or_else(|| fault(path, statement))?),
            }
        }
        module.body.push_str(rest);
        module.body.push('\n');
        Ok(module)
    }
}

/// Reads `import … from '…'`, `import '…'` and `export { … } from '…'`, with and without spaces.
fn import(statement: &str) -> Option<Import> {
    let (clause, from) = statement.rsplit_once(['\'', '"'])?.0.split_once(['\'', '"'])?;
    let clause = clause.trim_end().trim_end_matches("from").trim();
    let what = if let Some(listed) = clause.strip_prefix("export") {
        let names = names(listed)?;
        let onward = names.iter().all(|(name, known_as)| name == known_as);
        onward.then(|| What::Onward(names.into_iter().map(|(name, _)| name.to_owned()).collect()))?
    } else {
        match clause.strip_prefix("import")?.trim() {
            "" => What::Nothing,
            listed if listed.starts_with('{') => What::Names(names(listed)?.into_iter().map(renamed).collect()),
            name if is_name(name) => What::Default(name.to_owned()),
            all => What::All(all.strip_prefix("* as ").filter(|name| is_name(name))?.to_owned()),
        }
    };
    Some(Import { what, from: from.to_owned() })
}

/// The names in `{ a, b as c }`, each with the name that it is known as.
fn names(listed: &str) -> Option<Vec<(&str, &str)>> {
    let inner = listed.trim().strip_prefix('{')?.strip_suffix('}')?;
    let names = inner.split(',').map(str::trim).filter(|name| !name.is_empty());
    Some(names.map(|name| name.split_once(" as ").unwrap_or((name, name))).collect())
}

/// A property of an object and the name that it gets or has.
fn renamed((property, name): (&str, &str)) -> String {
    if property == name { name.to_owned() } else { format!("{property}: {name}") }
}

/// The name that a declaration declares. One that may change later is none: whoever imported it would not see that.
fn declared(declaration: &str) -> Option<&str> {
    let rest = declaration.strip_prefix("async ").unwrap_or(declaration);
    let rest = ["function ", "function* ", "class ", "const "].iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = rest.find(|letter: char| !is_letter(letter))?;
    Some(&rest[..end]).filter(|name| is_name(name))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_letter)
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

/// The source without what only its readers need: comments on lines of their own, types beside the code, indentation.
pub(super) fn without_comments(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut is_open = false;
    for line in source.lines() {
        let begins = line.trim_start();
        if is_open {
            is_open = !begins.contains("*/");
        } else if begins.starts_with("/*") && !begins.contains("*/") {
            is_open = true;
        } else if !begins.starts_with("//") {
            let code = without_types(line);
            if !code.trim().is_empty() {
                out.push_str(code.trim());
                out.push('\n');
            }
        }
    }
    out
}

/// A line without `/* … */`.
fn without_types(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("/*")
        && let Some((_, behind)) = after.split_once("*/")
    {
        out.push_str(before);
        rest = behind.strip_prefix(' ').unwrap_or(behind);
    }
    out + rest
}

fn source(path: &str, read: Read<'_>) -> Result<&'static str, Fault> {
    read(path).ok_or_else(|| fault(path, "it is not there"))
}

fn fault(file: &str, what: &str) -> Fault {
    Fault { file: file.to_owned(), what: what.to_owned() }
}

/// Where `target` leads from the file at `path`.
pub(super) fn resolved(path: &str, target: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// How the file at `from` calls the one at `to`.
fn relative(from: &str, to: &str) -> String {
    let depth = from.matches('/').count();
    format!("{}{to}", "../".repeat(depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(files: &[(&str, &'static str)], entry: &str) -> Result<String, Fault> {
        script(entry, &|path| files.iter().find(|(name, _)| *name == path).map(|(_, source)| *source))
    }

    #[test]
    fn what_a_module_imports_stands_before_it_and_once() {
        let files = [
            (
                "widget/main.js",
                "// First breath.\nimport { one, two as due } from '../shared/a.js';\nimport b from '../vendor/b.js';\n\
                 import * as all from './c.js';\nawait one(due, b, all);\n",
            ),
            (
                "shared/a.js",
                "/** A number.\n * @type {number} */\nexport const two = /** @type {number} */ (2);\n\
                 export async function one() {}\n",
            ),
            (
                "vendor/b.js",
                "/* b 1.0 */\nimport{a as x}from\"./a.js\";var t=x;export{t as h};export default function(){}\n",
            ),
            ("vendor/a.js", "var n=1;export{n as a};\n"),
            (
                "widget/c.js",
                "import {\n  one,\n} from '../shared/a.js';\nexport { h } from '../vendor/b.js';\nexport class C {}\none(import.meta.url);\n",
            ),
        ];
        let expected = "\
            const $0=(()=>{\nconst two = (2);\nasync function one() {}\nreturn {two,one}})();\n\
            const $1=(()=>{\nvar n=1;\n\nreturn {a: n}})();\n\
            const $2=(()=>{\nconst {a: x}=$1;\nvar t=x;const preset=function(){}\n\n\
            return {h: t,default: preset}})();\n\
            const $3=(()=>{\nconst {one}=$0;\nclass C {}\n\
            one(new URL('../widget/c.js', import.meta.url));\nreturn {C,h: $2.h}})();\n\
            const {one,two: due}=$0;\nconst b=$2.default;\nconst all=$3;\n\
            await one(due, b, all);\n";
        assert_eq!(joined(&files, "widget/main.js").as_deref(), Ok(expected));
    }

    #[test]
    fn what_cannot_be_joined_is_told_with_its_file() {
        let fault = |source: &'static str| joined(&[("a/x.js", source), ("a/y.js", "import './x.js';\n")], "a/x.js");
        assert_eq!(fault("export const a = 1;\n").err(), None);
        for (source, file) in [
            ("import './z.js';\n", "a/z.js"),
            ("import './y.js';\n", "a/x.js"),
            ("export let changes = 1;\n", "a/x.js"),
            ("export default function () {}\n", "a/x.js"),
            ("export { a as b } from './y.js';\n", "a/x.js"),
            ("import { a }\n", "a/x.js"),
        ] {
            assert_eq!(fault(source).map_err(|fault| fault.file), Err(file.to_owned()), "{source}");
        }
    }

    #[test]
    fn a_style_holds_those_that_it_imports_in_their_place() {
        let files = [
            (
                "w/main.css",
                "@import url('../s/a.css');\n@import url(\"./b.css\");\n/* Last. */\n.c,\n.d {\n  x:\n    y\n    z;\n}\n",
            ),
            ("s/a.css", "/* What\n   everything has. */\n.a { x: y }\n"),
            ("w/b.css", "@import url('../s/a.css');\n.b { x: y } /* why */\n"),
        ];
        let read = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, source)| *source);
        assert_eq!(style("w/main.css", &read).as_deref(), Ok(".a{ x:y }.b{ x:y }.c,.d{x:\ny\nz;}"));
        assert!(style("w/none.css", &read).is_err());
    }
}

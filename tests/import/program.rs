//! The program itself, on files: PDF documents are read in a process of their own.

use std::path::Path;
use std::process::{Command, Output};

/// A document of one page with these lines, as small as they are made.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let shown = lines.iter().map(|line| format!("({line}) Tj 0 -28 Td ")).collect::<Vec<_>>().concat();
    let stream = format!("BT /F1 12 Tf 72 720 Td {shown}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let (mut out, mut places) = (b"%PDF-1.4\n".to_vec(), Vec::new());
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    out
}

fn vagledare(folder: &Path, file: &str, more: &[&str]) -> Output {
    let pages = folder.join("pages");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vagledare"));
    command.arg("import").arg("--pages").arg(pages).arg("--file").arg(folder.join(file)).args(more);
    command.output().expect("the program runs")
}

#[test]
fn a_pdf_document_becomes_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    // In WinAnsi, å is octal 345 and ö octal 366.
    let lines = [
        "Sotning",
        "Sotaren kommer en g\\345ng om \\345ret.",
        "Avgift",
        "Det kostar 600 kronor att sota.",
        "Senast granskad 2025-03-04",
    ];
    std::fs::write(folder.path().join("sotning.pdf"), pdf(&lines)).expect("written");
    let output = vagledare(folder.path(), "sotning.pdf", &["--url", "https://kommun.example/sotning.pdf", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    assert_eq!(report["new"][0]["file"], "sotning.md", "{report}");
    let text = std::fs::read_to_string(folder.path().join("pages/sotning.md")).expect("a page");
    insta::assert_snapshot!(text, @r#"
    +++
    title = "Sotning"
    url = "https://kommun.example/sotning.pdf"
    reviewed = "2025-03-04"
    language = "sv"
    confirmed = false
    topics = []
    keywords = []
    +++
    # Sotning

    Sotaren kommer en gång om året.

    ## Avgift

    Det kostar 600 kronor att sota.
    "#);
}

#[test]
fn a_broken_document_is_told_and_ends_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = pdf(&["Text som finns."]);
    std::fs::write(folder.path().join("trasig.pdf"), &whole[..whole.len() / 2]).expect("written");
    let output = vagledare(folder.path(), "trasig.pdf", &["--url", "https://kommun.example/x.pdf"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(1) && told.contains("Misslyckade:\n– ") && told.contains("PDF-filen"),
        "{told}"
    );
}

#[test]
fn a_copied_page_and_a_saved_page_say_their_own_address() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "https://kommun.example/lov\nHoppa till innehåll\n\nBygglov\n\nDu behöver lov för det mesta.\n";
    std::fs::write(folder.path().join("lov.txt"), text).expect("written");
    let saved = "<link rel=canonical href=https://kommun.example/tomt><h1>Tomt</h1><p>Ställ dig i kö.";
    std::fs::write(folder.path().join("tomt.html"), saved).expect("written");
    std::fs::write(folder.path().join("utan.txt"), "Rubrik\n\nText utan adress.\n").expect("written");
    for (file, slug, body) in
        [("lov.txt", "bygglov", "Du behöver lov för det mesta."), ("tomt.html", "tomt", "Ställ dig i kö.")]
    {
        let output = vagledare(folder.path(), file, &[]);
        assert!(output.status.success(), "{output:?}");
        let page = std::fs::read_to_string(folder.path().join(format!("pages/{slug}.md"))).expect("a page");
        assert!(page.ends_with(&format!("\n\n{body}\n")), "{page}");
    }
    let nothing = Command::new(env!("CARGO_BIN_EXE_vagledare")).arg("import").output().expect("the program runs");
    assert_eq!(String::from_utf8_lossy(&nothing.stderr), "say what to import: --sitemap, --start, --list or --file\n");
    let without = vagledare(folder.path(), "utan.txt", &[]);
    assert!(String::from_utf8_lossy(&without.stderr).contains("ange den med --url"), "{without:?}");
}

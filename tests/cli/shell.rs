//! What shells and `man` are told of the command line.

use crate::support::{Folder, stitch8_with};

#[test]
fn every_shell_can_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stitch8_with(&["completions", shell]).expect(0).out;
        for word in ["disasm", "config", "vectors", "load-state", "screenshot-at"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
    stitch8_with(&["completions", "cmd"]).refused(2, &["cmd", "bash"]);
}

#[cfg(target_os = "linux")]
#[test]
fn bash_takes_its_completions() {
    let folder = Folder::new();
    let script = folder.file("stitch8.bash", stitch8_with(&["completions", "bash"]).expect(0).out.as_bytes());
    let ask = format!(
        ". '{}'; COMP_WORDS=(stitch8 inf); COMP_CWORD=1; _stitch8 stitch8 inf stitch8; echo \"${{COMPREPLY[@]}}\"",
        script.display()
    );
    match std::process::Command::new("bash").args(["--norc", "-c", &ask]).output() {
        Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "info", "{output:?}"),
        Err(_) => crate::support::lacking("bash"),
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let page = stitch8_with(&["man"]).expect(0).out;
    assert!(page.contains(".TH stitch8 1") && page.contains("Exit codes"), "{page}");
    let folder = Folder::new();
    let out = folder.path("share/man1");
    stitch8_with(&["man", "--out", &out.display().to_string()]).expect(0);
    assert_eq!(std::fs::read_to_string(out.join("stitch8.1")).expect("it was written"), page);
    for command in
        ["run", "asm", "bench", "explain", "test", "vectors", "disasm", "info", "config", "completions", "man"]
    {
        let page = std::fs::read_to_string(out.join(format!("stitch8-{command}.1"))).expect(command);
        assert!(page.contains(&format!(".TH stitch8-{command} 1")), "{page}");
        assert!(page.contains(&format!("\\fBstitch8 {command}\\fR")), "{page}");
    }
    let taken = folder.file("file", b"").display().to_string();
    stitch8_with(&["man", "--out", &taken]).refused(2, &["cannot make the folder", "file"]);
}

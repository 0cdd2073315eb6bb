//! What a file of settings is after it was changed: what was asked for, and else the same.

use super::*;

const SHA1: &str = "1f8fbb582544a63013fadcac7ffec3964c87d71e";

fn set(key: &str, value: Value) -> Change {
    Change { table: None, key: key.to_owned(), value: Some(value), is_own: false }
}

fn own(table: Option<&'static str>, key: &str, value: Value) -> Change {
    Change { table, key: key.to_owned(), value: Some(value), is_own: true }
}

fn key(guest: &str, on: &[&str]) -> Change {
    let value = match on {
        [] => None,
        [one] => Some(Value::Text((*one).to_owned())),
        several => Some(Value::Texts(several.iter().map(|&name| name.to_owned()).collect())),
    };
    Change { table: Some("keys"), key: guest.to_owned(), value, is_own: false }
}

/// Checks what becomes of a file.
#[track_caller]
fn check(before: &str, changes: &[Change], after: &str) {
    let edited = edited(Path::new("settings.toml"), before, SHA1, changes).unwrap();
    assert_eq!(edited, after);
    let (_, problems) = Settings::of_text("settings.toml", &edited);
    assert_eq!(problems, []);
}

#[test]
fn values_take_the_place_of_what_was_there_and_all_else_stays() {
    check(
        "# mine\nvolume = 60  # not too loud\n\npalette='mono'\n# about keys\n[keys]\n5 = [\"Up\"] # jump\n",
        &[
            set("volume", Value::Number(30)),
            set("mute", Value::Truth(true)),
            key("5", &["W"]),
            key("A", &["Left", "'"]),
        ],
        "# mine\nvolume = 30  # not too loud\n\npalette='mono'\nmute = true\n# about keys\n[keys]\n5 = \"W\" # jump\n\
         A = [\"Left\", \"'\"]\n",
    );
}

#[test]
fn lines_end_as_they_did() {
    check("volume = 60\r\n# more\r\n", &[set("volume", Value::Number(30))], "volume = 30\r\n# more\r\n");
    // A text of several lines has its own, which are as they were.
    let [before, after] = [60, 30].map(|volume| format!("volume = {volume}\r\ndatabase = \"\"\"\r\na\r\n\"\"\"\r\n"));
    check(&before, &[set("volume", Value::Number(30))], &after);
}

#[test]
fn a_file_that_is_empty_gets_what_is_needed() {
    let changes = [set("palette", Value::Text("mono".to_owned())), key("5", &["Up"]), key("6", &["é", "\\"])];
    check("", &changes, "palette = \"mono\"\n\n[keys]\n5 = \"Up\"\n6 = [\"é\", '\\']\n");
    check("", &[], "");
}

#[test]
fn what_is_for_the_one_rom_is_changed_there() {
    let before = format!("volume = 60\n[rom.{}]\nvolume = 10\n[rom.{0}.keys]\na = \"P\"\n", SHA1.to_uppercase());
    let changes =
        [set("volume", Value::Number(20)), set("mute", Value::Truth(false)), key("A", &["O"]), key("B", &["I"])];
    let after = format!(
        "volume = 60\nmute = false\n[rom.{}]\nvolume = 20\n[rom.{0}.keys]\na = \"O\"\n\n[keys]\nB = \"I\"\n",
        SHA1.to_uppercase()
    );
    check(&before, &changes, &after);
}

#[test]
fn what_is_to_be_for_the_one_rom_gets_a_place_of_its_own() {
    let changes = [own(None, "ipf", Value::Number(100_000)), own(Some("quirks"), "wrap", Value::Truth(true))];
    let added = format!("[rom.{SHA1}]\nipf = 100000\n\n[rom.{SHA1}.quirks]\nwrap = true\n");
    check("", &changes, &added);
    check(
        "ipf = 30\nquirks = { jump = true }\n",
        &changes,
        &format!("ipf = 30\nquirks = {{ jump = true }}\n\n{added}"),
    );
    let before = format!("[rom.\"{SHA1}\"]\nipf = 7 # slow\nquirks = {{ jump = true }}\n");
    let after = format!("[rom.\"{SHA1}\"]\nipf = 100000 # slow\nquirks = {{ jump = true , wrap = true }}\n");
    check(&before, &changes, &after);
    let other = "[rom.0000000000000000000000000000000000000000]\nipf = 7\n";
    check(other, &changes, &format!("{other}\n{added}"));
}

#[test]
fn keys_are_changed_wherever_toml_lets_them_be() {
    check("keys.5 = \"W\"\n", &[key("5", &["Up"]), key("6", &["P"])], "keys.5 = \"Up\"\nkeys.6 = \"P\"\n");
    check("keys = { 5 = \"W\" }\n", &[key("5", &["Up"]), key("6", &["P"])], "keys = { 5 = \"Up\" , 6 = \"P\" }\n");
    check(
        "keys = { 5 = \"W\", 6 = \"P\" }\n",
        &[key("6", &[]), key("5", &[])],
        "keys = {}\n# 5 = \"W\"\n# 6 = \"P\"\n",
    );
}

#[test]
fn what_is_taken_out_stays_as_a_comment() {
    let before =
        "[keys]\n# for the left hand\n5 = [\"W\",\n  \"Up\"] # jump\n6 = \"P\"\n7 = \"O\" # last\n\n# more\n[quirks]\n";
    let first = "[keys]\n# for the left hand\n# 5 = [\"W\",\n#   \"Up\"] # jump\n6 = \"P\"\n7 = \"O\" # last\n\n# more\n[quirks]\n";
    check(before, &[key("5", &[])], first);
    let last = "[keys]\n# for the left hand\n# 5 = [\"W\",\n#   \"Up\"] # jump\n6 = \"P\"\n# 7 = \"O\" # last\n\n# more\n[quirks]\n";
    check(before, &[key("5", &[]), key("7", &[])], last);
    check("[keys]\n5 = \"W\"\n# the end", &[key("5", &[])], "[keys]\n# the end\n# 5 = \"W\"\n");
    check("volume = 3\n", &[key("5", &[])], "volume = 3\n");
    let own = format!("[keys]\n5 = \"W\"\n6 = \"E\"\n[rom.{SHA1}.keys]\n5 = \"P\"\n7 = \"Q\"\n");
    check(
        &own,
        &[key("5", &[])],
        &format!("[keys]\n# 5 = \"W\"\n6 = \"E\"\n[rom.{SHA1}.keys]\n# 5 = \"P\"\n7 = \"Q\"\n"),
    );
}

#[test]
fn what_leaves_no_place_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.toml");
    let told = |content: &[u8], changes: &[Change]| {
        fs::write(&path, content).unwrap();
        let error = change(&path, SHA1, changes).unwrap_err().to_string();
        assert_eq!(fs::read(&path).unwrap(), content);
        assert_eq!(error.lines().count(), 1);
        error
    };
    let error = told(b"volume = 3\nvolume: 5\n", &[key("5", &["W"])]);
    assert!(error.contains("settings.toml:2: ") && error.ends_with("nothing was written"), "{error}");
    assert!(told(b"keys = 3\n", &[key("5", &["W"])]).contains("`keys` is no table"));
    let ipf = own(None, "ipf", Value::Number(7));
    assert!(told(b"rom = 3\n", std::slice::from_ref(&ipf)).contains("`rom` is no table"));
    assert!(told(format!("rom.{SHA1} = 3\n").as_bytes(), &[ipf]).contains("`rom` is no table"));
    assert!(told(b"\xFF", &[key("5", &["W"])]).contains("UTF-8"));
    assert!(change(folder.path(), SHA1, &[key("5", &["W"])]).is_err(), "it is a folder");
}

#[test]
fn a_folder_that_is_missing_is_made_and_a_file_that_stays_the_same_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/stitch8/settings.toml");
    change(&path, SHA1, &[]).unwrap();
    assert!(!path.exists());
    change(&path, SHA1, &[set("volume", Value::Number(5))]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "volume = 5\n");
    assert_eq!(now(&path).general().volume, Some(5));
}

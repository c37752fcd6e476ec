//! Addresses of those who are told of ended runs.

use super::Notify;
use crate::{Violations, limits};

impl Notify {
    /// Notes what is wrong with its addresses.
    pub(super) fn check(&self, v: &mut Violations) {
        if self.emails.len() > limits::NOTIFY_EMAILS {
            v.add("notify.emails", format!("must have at most {}", limits::NOTIFY_EMAILS));
            return;
        }
        let mut before: Vec<(&str, String)> = Vec::new();
        for (n, email) in self.emails.iter().enumerate() {
            let field = format!("notify.emails[{n}]");
            match parts(email) {
                Err(cause) => v.add(field, cause),
                Ok((local, host)) => {
                    // The case of a host says nothing, that of the rest is its host's affair.
                    let address = (local, host.to_ascii_lowercase());
                    if before.contains(&address) {
                        v.add(field, format!("{email} is there twice"));
                    }
                    before.push(address);
                }
            }
        }
    }
}

/// The longest address, and the longest part of one in front of the @ (RFC 5321, 4.5.3.1).
const ADDRESS_BYTES: usize = 254;
const LOCAL_BYTES: usize = 64;
/// The longest label of a host name.
const LABEL_BYTES: usize = 63;

const ALONE: &str = "an entry is one plain address, such as ops@example.org";

/// An address as the parts before and behind its @, or what is wrong with it.
fn parts(email: &str) -> Result<(&str, &str), String> {
    if email.len() > ADDRESS_BYTES {
        return Err(format!("must have at most {ADDRESS_BYTES} bytes, has {}", email.len()));
    }
    // Quoted, so that nothing in it passes unseen.
    let no = |cause: String| Err(format!("{email:?} is no address: {cause}"));
    let Some((local, host)) = email.rsplit_once('@') else {
        return no(format!("it has no @: {ALONE}"));
    };
    if let Some(other) = email.chars().find(|c| *c != '@' && !is_of_local(*c)) {
        return no(format!("it has {other:?}: {ALONE}"));
    }
    if local.contains('@') {
        return no(format!("it has more than one @: {ALONE}"));
    }
    if local.is_empty() {
        return no("nothing is in front of the @".to_owned());
    }
    if local.len() > LOCAL_BYTES {
        return no(format!("in front of the @ are at most {LOCAL_BYTES} bytes"));
    }
    if local.split('.').any(str::is_empty) {
        return no("in front of the @ a dot stands between other characters".to_owned());
    }
    if !host.split('.').all(is_label) {
        return no(format!("{host:?} is no host name"));
    }
    Ok((local, host))
}

/// Whether a character may be in an address that is not quoted, in front of its @.
fn is_of_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c)
}

/// Whether a text is one of the parts of a host name between its dots.
fn is_label(label: &str) -> bool {
    let is_inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (1..=LABEL_BYTES).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(is_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(emails: &[&str]) -> Vec<String> {
        let emails = emails.iter().map(|email| (*email).to_owned()).collect();
        let mut v = Violations::default();
        Notify { emails, ..Notify::default() }.check(&mut v);
        v.0.into_iter().map(|found| format!("{} {}", found.field, found.message)).collect()
    }

    #[test]
    fn an_entry_is_one_plain_address() {
        let long = format!("{}@b.c", "a".repeat(64));
        let label = format!("a@{}.c", "b".repeat(63));
        let right =
            ["ops@example.org", "a.b+c_d-e'f@x-y.example", "root@localhost", "!#$%&*/=?^`{|}~@1.x"];
        assert_eq!(faults(&right), [""; 0]);
        assert_eq!(faults(&[&long, &label]), [""; 0]);
        let too_long =
            [format!("a{long}"), format!("a@b{label}"), format!("{}@b.c", "ä".repeat(200))];
        for wrong in &too_long {
            assert_eq!(faults(&[wrong]).len(), 1, "{wrong}");
        }
        let wrong = [
            "a@b.c,d@e.f",
            "a b@c.d",
            "<a@b.c>",
            "Ann <a@b.c>",
            "\"a\"@b.c",
            "a\u{2028}@b.c",
            "ä@b.c",
            "a@bü.c",
            "a@b.c\n",
            " a@b.c",
            "",
            "root",
            "a@b@c",
            "@b.c",
            "a@",
            ".a@b.c",
            "a..b@c.d",
            "a.@b.c",
            "a@-b.c",
            "a@b-.c",
            "a@b..c",
            "a@b.c.",
            "a@b_c.d",
            "a@[1.2.3.4]",
        ];
        insta::assert_snapshot!(faults(&wrong).join("\n"), @r#"
        notify.emails[0] "a@b.c,d@e.f" is no address: it has ',': an entry is one plain address, such as ops@example.org
        notify.emails[1] "a b@c.d" is no address: it has ' ': an entry is one plain address, such as ops@example.org
        notify.emails[2] "<a@b.c>" is no address: it has '<': an entry is one plain address, such as ops@example.org
        notify.emails[3] "Ann <a@b.c>" is no address: it has ' ': an entry is one plain address, such as ops@example.org
        notify.emails[4] "\"a\"@b.c" is no address: it has '"': an entry is one plain address, such as ops@example.org
        notify.emails[5] "a\u{2028}@b.c" is no address: it has '\u{2028}': an entry is one plain address, such as ops@example.org
        notify.emails[6] "ä@b.c" is no address: it has 'ä': an entry is one plain address, such as ops@example.org
        notify.emails[7] "a@bü.c" is no address: it has 'ü': an entry is one plain address, such as ops@example.org
        notify.emails[8] "a@b.c\n" is no address: it has '\n': an entry is one plain address, such as ops@example.org
        notify.emails[9] " a@b.c" is no address: it has ' ': an entry is one plain address, such as ops@example.org
        notify.emails[10] "" is no address: it has no @: an entry is one plain address, such as ops@example.org
        notify.emails[11] "root" is no address: it has no @: an entry is one plain address, such as ops@example.org
        notify.emails[12] "a@b@c" is no address: it has more than one @: an entry is one plain address, such as ops@example.org
        notify.emails[13] "@b.c" is no address: nothing is in front of the @
        notify.emails[14] "a@" is no address: "" is no host name
        notify.emails[15] ".a@b.c" is no address: in front of the @ a dot stands between other characters
        notify.emails[16] "a..b@c.d" is no address: in front of the @ a dot stands between other characters
        notify.emails[17] "a.@b.c" is no address: in front of the @ a dot stands between other characters
        notify.emails[18] "a@-b.c" is no address: "-b.c" is no host name
        notify.emails[19] "a@b-.c" is no address: "b-.c" is no host name
        notify.emails[20] "a@b..c" is no address: "b..c" is no host name
        notify.emails[21] "a@b.c." is no address: "b.c." is no host name
        notify.emails[22] "a@b_c.d" is no address: "b_c.d" is no host name
        notify.emails[23] "a@[1.2.3.4]" is no address: it has '[': an entry is one plain address, such as ops@example.org
        "#);
    }

    #[test]
    fn an_address_is_there_once() {
        assert_eq!(faults(&["a@b.c", "A@b.c", "a@b.d"]), [""; 0]);
        assert_eq!(faults(&["a@b.c", "x@y.z", "a@B.C"]), ["notify.emails[2] a@B.C is there twice"]);
    }
}

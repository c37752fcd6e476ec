//! Times that a cron picks at random, which a schedule has none of.

/// Of each field, a time to write instead.
const INSTEAD: [&str; 5] = ["17", "3", "1", "1", "1"];

/// Why a line that asks for a random time is not taken over, with what to write.
pub(super) fn refusal(fields: &[&str]) -> Option<String> {
    let asked = |(field, instead): (&&str, &'static str)| {
        let instead = instead_of(field, instead)?;
        Some(format!(
            "{field} asks for a time at random, which is not taken over: write a time of your own, \
             such as {instead} (`jitterSeconds` of a schedule starts each run later at random)"
        ))
    };
    fields.iter().zip(INSTEAD).find_map(asked)
}

/// What may stand in the place of a field that says `0~30`, `~`, `H`, `H/15` or `H(0-7)`.
fn instead_of(field: &str, instead: &'static str) -> Option<String> {
    if let Some((low, _)) = field.split_once('~') {
        let is_number = !low.is_empty() && low.bytes().all(|byte| byte.is_ascii_digit());
        return Some(if is_number { low } else { instead }.to_owned());
    }
    let rest = field.strip_prefix('H')?;
    match rest.bytes().next() {
        None | Some(b'(') => Some(instead.to_owned()),
        Some(b'/') => Some(format!("*{rest}")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_time_is_told_with_what_to_write() {
        for (fields, begin, instead) in [
            (["0~30", "*", "*", "*", "*"], "0~30 asks", "such as 0 ("),
            (["~", "*", "*", "*", "*"], "~ asks", "such as 17 ("),
            (["H", "2", "*", "*", "*"], "H asks", "such as 17 ("),
            (["H/15", "*", "*", "*", "*"], "H/15 asks", "such as */15 ("),
            (["0", "H(0-7)", "*", "*", "*"], "H(0-7) asks", "such as 3 ("),
        ] {
            let told = refusal(&fields).unwrap();
            assert!(told.starts_with(begin) && told.contains(instead), "{told}");
        }
        for fields in [["0", "*", "*", "*", "THU"], ["*/5", "1-5", "*", "MAR", "HI"]] {
            assert_eq!(refusal(&fields), None);
        }
    }
}

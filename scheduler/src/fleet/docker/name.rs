//! Names of containers.

/// Compose 1 puts `_` between the parts of a name, Compose 2 puts `-`: who asks for one may mean
/// the other.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.chars().map(plain).eq(b.chars().map(plain))
}

/// The name with the other sign between its parts, if that differs.
pub(super) fn other(name: &str) -> Option<String> {
    let swap = |c| match c {
        '-' => '_',
        '_' => '-',
        other => other,
    };
    Some(name.chars().map(swap).collect()).filter(|other| other != name)
}

fn plain(c: char) -> char {
    if c == '_' { '-' } else { c }
}

/// The engine could have given this name: it is safe in a path.
pub(super) fn is_possible(name: &str) -> bool {
    let mut chars = name.chars();
    name.len() <= 255
        && chars.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// The name of the container with this number, beside that of another: the same sign stands
/// before the number. A name that does not end in its number is one that somebody chose; Compose
/// allows a service of such a name one container only.
pub(super) fn sibling(name: &str, project: &str, number: u32, of: u32) -> Option<String> {
    let stem = name.strip_suffix(&number.to_string())?;
    let stem = without_id(stem, project);
    let fits = stem.len() > 1 && stem.ends_with(['-', '_']);
    fits.then(|| format!("{stem}{of}"))
}

/// Compose calls a container that it is about to replace `ID_NAME`.
fn without_id<'a>(stem: &'a str, project: &str) -> &'a str {
    match stem.split_once('_') {
        Some((id, rest))
            if id.len() == 12
                && id.chars().all(|c| c.is_ascii_hexdigit())
                && rest.starts_with(project) =>
        {
            rest
        }
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_signs_mean_the_same() {
        assert!(same("shop_worker_2", "shop-worker-2"));
        assert!(same("my-shop_worker_2", "my_shop-worker-2"));
        assert!(!same("shop_worker_2", "shop_worker_22"));
        assert!(!same("shopworker2", "shop_worker"));
        assert_eq!(other("my-shop_worker").as_deref(), Some("my_shop-worker"));
        assert_eq!(other("redis"), None);
    }

    #[test]
    fn a_sibling_keeps_the_sign() {
        let sibling = |name, number, of| sibling(name, "shop", number, of);
        assert_eq!(sibling("shop_worker_2", 2, 11).as_deref(), Some("shop_worker_11"));
        assert_eq!(sibling("shop-worker-11", 11, 1).as_deref(), Some("shop-worker-1"));
        let replaced = "0123456789ab_shop_worker_1";
        assert_eq!(sibling(replaced, 1, 2).as_deref(), Some("shop_worker_2"));
        assert_eq!(sibling("the-worker", 1, 2), None);
        assert_eq!(sibling("worker1", 1, 2), None);
    }

    #[test]
    fn what_is_no_name_is_never_part_of_a_path() {
        assert!(is_possible("shop_worker-1.x"));
        for name in ["", "-x", "a/b", "../x", "a?b=c", "a b", "ä", &"a".repeat(256)] {
            assert!(!is_possible(name), "{name}");
        }
    }
}

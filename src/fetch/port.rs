//! Which ports may be dialled.
//!
//! A request that reaches a mail server or a database is read by it as commands, and an address in
//! a redirect is a stranger's choice. Web servers of the field stand at 80, at 443 and above 1023.

/// Above 1023, and yet no place for a web server: databases, caches, remote desktops and chats.
/// Browsers refuse some of them too (Fetch standard, "bad port").
const REFUSED: [u16; 30] = [
    1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
    5432, 5900, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 9042, 11211, 27017,
];

/// True when a web server may stand there.
pub(crate) fn is_usual(port: u16) -> bool {
    matches!(port, 80 | 443) || (port > 1023 && !REFUSED.contains(&port))
}

#[cfg(test)]
mod tests {
    use super::is_usual;

    #[test]
    fn ports_of_other_services_are_refused() {
        for port in [0, 1, 22, 25, 53, 110, 143, 445, 993, 1023, 3306, 5432, 6379, 11211, 27017] {
            assert!(!is_usual(port), "{port}");
        }
        for port in [80, 443, 1024, 3000, 8000, 8080, 8443, 49_152, 65_535] {
            assert!(is_usual(port), "{port}");
        }
    }
}

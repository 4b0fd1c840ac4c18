//! What the messages say.

use super::*;

#[test]
fn a_message_says_what_to_do() {
    #[track_caller]
    fn check(error: &FetchError, code: &str, message: &str) {
        assert_eq!((error.code().as_str(), error.to_string().as_str()), (code, message));
    }
    let host = || "x.example".to_owned();
    check(
        &FetchError::Status { host: host(), status: 404, retry_after: None, page: String::new() },
        "status-404",
        "the server answered 404 (not found): the address may have changed",
    );
    check(
        &FetchError::Status { host: host(), status: 418, retry_after: None, page: String::new() },
        "status-418",
        "the server answered 418",
    );
    check(
        &FetchError::Timeout { host: host(), after: Duration::from_millis(1500) },
        "timeout",
        "x.example did not answer completely within 1.5s; \
         raise `timeout` in [fetch] if it is just slow",
    );
    check(
        &FetchError::AddressRefused { host: host(), address: [127, 0, 0, 1].into() },
        "address-refused",
        "x.example is at the private address 127.0.0.1, which is refused; \
         if that is meant, list it under `allow_private` in [fetch]",
    );
}

//! Requests that bring something: webhooks, pings, what a hub delivers. The same guard, limits and
//! manners as for what is fetched; redirects are not followed, as what is sent was meant for one
//! address.

use std::borrow::Cow;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

use super::{Client, body, check_dialled, failed, guard, private_header, retry_after, text_of};
use crate::fetch::address::NO_PORT;
use crate::fetch::limits::Limits;
use crate::fetch::pace::Wish;
use crate::fetch::redirect::Journey;
use crate::fetch::{Answer, FetchError, Message, RequestPlan};

impl Client {
    pub(super) async fn send_message(&self, message: &Message) -> Result<Answer, FetchError> {
        let plan = RequestPlan::to(message.url.clone());
        let limits = Limits::of(&self.options, &plan);
        let journey = Journey::new(&message.url, false)?;
        let may = || match message.left_alone.until(journey.host()) {
            Some(until) => Err(FetchError::Held { host: journey.host().to_owned(), until }),
            None => Ok(()),
        };
        let _slot = self.pace.enter(Wish::to(journey.host()), may).await?;
        let sent = tokio::time::timeout(limits.total, self.post(message, &journey, limits)).await;
        let late = |_| FetchError::Timeout { host: journey.host().to_owned(), after: limits.total };
        sent.map_err(late)?
    }

    async fn post(
        &self,
        message: &Message,
        journey: &Journey,
        limits: Limits,
    ) -> Result<Answer, FetchError> {
        let url = journey.url();
        let port = url.port_or_known_default().unwrap_or(NO_PORT);
        let (way, client) = self.way(&RequestPlan::to(url.clone()).transport, port)?;
        guard::check(url, &way.allow, &self.options.allow_ports, &way.proxies)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &message.headers {
            let (name, value) = private_header(name, value)?;
            headers.append(name, value);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(message.content_type));
        let mut request = client.post(url.clone()).headers(headers).body(message.body.clone());
        if let Some((user, password)) = journey.credentials() {
            request = request.basic_auth(user, password);
        }
        let response = request.send().await;
        let response = response.map_err(|error| failed(journey.host(), &error, limits))?;
        check_dialled(&way, journey, &response)?;
        let status = response.status().as_u16();
        let location = text_of(&response, &LOCATION).map(Cow::into_owned);
        let retry_after = retry_after(&response);
        let body = body::beginning(response, journey.host(), limits).await;
        Ok(Answer { status, body, location, retry_after })
    }
}

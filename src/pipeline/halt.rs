//! Bringing a pass to its end before it is through.

use tokio::sync::watch;

/// How soon a pass is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Ending {
    /// When it is through.
    #[default]
    Through,
    /// No further source is asked; those that are get their time.
    Soon,
    /// What is still being asked is given up.
    Now,
}

/// What a pass hears of its end. Whatever it hears, each source is written whole or not at all,
/// and what was written is published.
#[derive(Debug, Clone)]
pub struct Halt(watch::Receiver<Ending>);

/// Tells a pass, and every later one that is given the same [`Halt`].
#[derive(Debug)]
pub struct Halter(watch::Sender<Ending>);

impl Default for Halter {
    fn default() -> Self {
        Self(watch::Sender::new(Ending::default()))
    }
}

impl Halter {
    /// What is given to the passes.
    #[must_use]
    pub fn halt(&self) -> Halt {
        Halt(self.0.subscribe())
    }

    /// Asks for an end; it never comes later than asked for before.
    pub fn ask(&self, ending: Ending) {
        self.0.send_modify(|asked| *asked = ending.max(*asked));
    }
}

/// Nobody will ask for an end.
impl Default for Halt {
    fn default() -> Self {
        Halter::default().halt()
    }
}

impl Halt {
    /// An end is asked for.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.0.borrow() >= Ending::Soon
    }

    /// Ready when an end at least as soon as this is asked for.
    pub async fn at(&self, ending: Ending) {
        let mut told = self.0.clone();
        if told.wait_for(|asked| *asked >= ending).await.is_err() {
            // Who could ask is gone.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_end_that_was_asked_for_never_moves_away() {
        let halter = Halter::default();
        let halt = halter.halt();
        assert!(!halt.is_asked());
        halter.ask(Ending::Now);
        halter.ask(Ending::Soon);
        halt.at(Ending::Now).await;
        assert!(halter.halt().is_asked(), "also who joins later hears of it");
    }

    #[tokio::test]
    async fn what_was_asked_for_holds_when_the_asker_is_gone() {
        let halter = Halter::default();
        let halt = halter.halt();
        halter.ask(Ending::Soon);
        drop(halter);
        halt.at(Ending::Soon).await;
    }
}

//! What is said of many figures.

use std::time::Duration;

/// The middle one; nothing of nothing.
pub(crate) fn median(figures: &[f64]) -> Option<f64> {
    percentile(figures, 50.0)
}

/// The smallest figure that `percent` of all do not exceed; nothing of nothing.
pub(crate) fn percentile(figures: &[f64], percent: f64) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

/// So many in that time, per second.
pub(crate) fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64().max(1e-9)
}

/// The rate at which things go through two stages in turn.
pub(crate) fn in_turn(rates: &[f64]) -> f64 {
    1.0 / rates.iter().map(|rate| 1.0 / rate).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_figures_that_were_measured() {
        let figures: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&figures, 50.0), Some(50.0));
        assert_eq!(percentile(&figures, 99.0), Some(99.0));
        assert_eq!(percentile(&figures, 100.0), Some(100.0));
        assert_eq!(percentile(&[7.0], 1.0), Some(7.0));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn two_equal_stages_in_turn_halve_the_rate() {
        assert!((in_turn(&[10.0, 10.0]) - 5.0).abs() < 1e-9);
    }
}

//! Finds the columns whose dates have the day first: `25/12/2026` can be nothing else, so `03/12/2026` in the same column is of December.

use std::collections::BTreeMap;

use crate::row::Row;

/// What the dates of a column show of their order.
#[derive(Default)]
struct DateOrder {
    /// A date that has the day first for certain.
    day_first: Option<String>,
    /// A date that has the month first for certain.
    month_first: bool,
}

/// Writes the dates of such columns as ISO 8601 has them. Returns the columns, each with a date that shows it. A column with dates of both
/// kinds stays as it is.
pub(super) fn rewrite(rows: &mut [Row]) -> Vec<(String, String)> {
    let mut columns: BTreeMap<String, DateOrder> = BTreeMap::new();
    for (column, value) in rows.iter().flat_map(|row| &row.values) {
        let Some((first, second, ..)) = parts(value) else { continue };
        let shown = columns.entry(column.clone()).or_default();
        if first > 12 {
            shown.day_first.get_or_insert_with(|| value.clone());
        }
        shown.month_first |= second > 12;
    }
    let found: Vec<(String, String)> = columns
        .into_iter()
        .filter(|(_, shown)| !shown.month_first)
        .filter_map(|(column, shown)| Some((column, shown.day_first?)))
        .collect();
    for row in rows {
        for (column, _) in &found {
            let Some(value) = row.values.get_mut(column) else { continue };
            if let Some((day, month, year, rest)) = parts(value) {
                *value = format!("{year:04}-{month:02}-{day:02}{rest}");
            }
        }
    }
    found
}

/// The numbers of a date such as `03/12/2026` or `3.12.2026`, and what follows it.
fn parts(text: &str) -> Option<(u8, u8, u16, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | '.' | '-')).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let mark = ['/', '.', '-'].into_iter().find(|mark| date.contains(*mark))?;
    let mut numbers = date.split(mark);
    let (first, second, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let is_date = numbers.next().is_none() && year.len() == 4 && first.len() <= 2 && second.len() <= 2;
    let (first, second, year) = (first.parse().ok()?, second.parse().ok()?, year.parse().ok()?);
    (is_date && (1..=31).contains(&first) && (1..=31).contains(&second)).then_some((first, second, year, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(values: &[&str]) -> (usize, Vec<String>) {
        let mut rows: Vec<Row> = values
            .iter()
            .enumerate()
            .map(|(nth, value)| Row::new(nth + 1, [("at".to_owned(), (*value).to_owned())]))
            .collect();
        let found = rewrite(&mut rows).len();
        (found, rows.iter().map(|row| row.get("at").expect("a value").to_owned()).collect())
    }

    #[test]
    fn one_date_tells_of_its_column() {
        let (found, values) = rewritten(&["03/12/2026 14:00", "25/12/2026 09:30", "1/2/2026", "soon"]);
        assert_eq!(
            (found, values),
            (1, ["2026-12-03 14:00", "2026-12-25 09:30", "2026-02-01", "soon"].map(str::to_owned).into())
        );
        assert_eq!(rewritten(&["25.12.2026", "03.12.2026"]).1, ["2026-12-25", "2026-12-03"]);
    }

    #[test]
    fn other_columns_stay_as_they_are() {
        for values in [
            ["12/25/2026", "12/03/2026"].as_slice(),
            &["25/12/2026", "12/25/2026"],
            &["03/12/2026", "04/12/2026"],
            &["2026-12-25", "2026-12-03"],
            &["555-0142", "25-12"],
        ] {
            assert_eq!(rewritten(values), (0, values.iter().map(|value| (*value).to_owned()).collect()), "{values:?}");
        }
    }
}

//! A linear support vector machine with squared hinge loss.

/// How much an error costs, against large weights.
const COST: f64 = 0.5;
const EPOCHS: usize = 60;

/// Utterances as vectors of length one.
pub(crate) struct Samples<'a> {
    rows: &'a [Vec<u32>],
    /// The values of the buckets before scaling.
    rarities: &'a [u8],
    /// What makes each row a vector of length one.
    scales: Vec<f64>,
}

impl<'a> Samples<'a> {
    pub(crate) fn new(rows: &'a [Vec<u32>], rarities: &'a [u8]) -> Self {
        let value = |bucket: &u32| f64::from(rarities[*bucket as usize]);
        let length = |row: &Vec<u32>| row.iter().map(|bucket| value(bucket) * value(bucket)).sum::<f64>().sqrt();
        let scales = rows.iter().map(|row| 1.0 / length(row).max(1.0)).collect();
        Self { rows, rarities, scales }
    }

    fn value(&self, bucket: u32) -> f64 {
        f64::from(self.rarities[bucket as usize])
    }
}

/// The weight of each bucket. Rows without a label are left out.
pub(crate) fn train(samples: &Samples<'_>, labels: &[Option<bool>], buckets: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..samples.rows.len()).filter(|row| labels[*row].is_some()).collect();
    let mut alphas = vec![0.0_f64; samples.rows.len()];
    let mut weights = vec![0.0_f64; buckets];
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let diagonal = 0.5 / COST;
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for &row in &order {
            let sign = if labels[row] == Some(true) { 1.0 } else { -1.0 };
            let scale = samples.scales[row];
            let features = &samples.rows[row];
            let dot: f64 =
                features.iter().map(|bucket| weights[*bucket as usize] * samples.value(*bucket)).sum::<f64>() * scale;
            let gradient = sign * dot - 1.0 + diagonal * alphas[row];
            let alpha = (alphas[row] - gradient / (1.0 + diagonal)).max(0.0);
            let step = (alpha - alphas[row]) * sign * scale;
            alphas[row] = alpha;
            if step != 0.0 {
                for bucket in features {
                    weights[*bucket as usize] += step * samples.value(*bucket);
                }
            }
        }
    }
    weights
}

/// A xorshift generator with a fixed seed: the order must be the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for i in (1..order.len()).rev() {
            let j = self.next() % (i as u64 + 1);
            order.swap(i, usize::try_from(j).unwrap_or(0));
        }
    }
}

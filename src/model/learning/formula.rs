//! A teacher by formulas in x1, x2, x3.

use super::place::{MOST, State};
use crate::reading::{formula, quoted};
use exmex::{Express, FlatEx};

const NAMES: [&str; MOST] = ["x1", "x2", "x3"];

/// One right-hand side a dimension.
#[derive(Clone, Debug)]
pub struct Formula {
    texts: Vec<String>,
    /// The formula, and which dimensions are its variables, in its order.
    parts: Vec<(FlatEx<f64>, Vec<usize>)>,
}

impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl Formula {
    /// Reads `f1`, `f2`, `f3`; as many dimensions as there are texts.
    ///
    /// # Errors
    /// If one cannot be read or names what there is not; the sentence says which and what is allowed.
    pub fn new(texts: &[&str]) -> Result<Formula, String> {
        let known = &NAMES[..texts.len()];
        let part = |(k, text): (usize, &&str)| {
            let allowed = known.join(", ");
            let fail = |what: String| {
                let (text, what) = (quoted(text), quoted(what));
                format!("`f{}` = \"{text}\": {what}; allowed is a formula in {allowed}, such as 6*x2 - x1^3", k + 1)
            };
            let parsed = formula(text).map_err(fail)?;
            let variable = |name: &String| known.iter().position(|known| known == name);
            let variables: Option<Vec<usize>> = parsed.var_names().iter().map(variable).collect();
            let names = parsed.var_names().join(", ");
            let variables = variables
                .ok_or_else(|| fail(format!("it has the variables {names}, and there are {} formulas", texts.len())))?;
            Ok((parsed, variables))
        };
        let parts = texts.iter().enumerate().map(part).collect::<Result<Vec<_>, String>>()?;
        Ok(Formula { texts: texts.iter().map(|text| (*text).to_owned()).collect(), parts })
    }

    /// Number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.parts.len()
    }

    /// The right-hand sides at x; what cannot be computed is not a number.
    pub fn at(&self, x: &State) -> State {
        let mut f = [0.0; MOST];
        for (f, (part, variables)) in f.iter_mut().zip(&self.parts) {
            let mut values = [0.0; MOST];
            values.iter_mut().zip(variables).for_each(|(value, k)| *value = x[*k]);
            *f = part.eval(&values[..variables.len()]).unwrap_or(f64::NAN);
        }
        f
    }

    /// Whether all are numbers at x.
    ///
    /// # Errors
    /// The name and text of one that is none, what it is, and where.
    pub fn defined_at(&self, x: &State) -> Result<(), String> {
        let f = self.at(x);
        let Some(k) = f.iter().position(|value| !value.is_finite()) else { return Ok(()) };
        let place: Vec<String> =
            NAMES.iter().zip(&x[..self.dimensions()]).map(|(name, v)| format!("{name} = {v:.2}")).collect();
        Err(format!(
            "`f{}` = \"{}\": it is {} at {}; allowed is a formula that is a finite number wherever the teacher goes",
            k + 1,
            quoted(&self.texts[k]),
            f[k],
            place.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_see_their_own_variables() {
        let formula = Formula::new(&["6*x2", "-6*x1 - x2^3"]).unwrap();
        assert_eq!(formula.at(&[0.5, 2.0, 9.0]), [12.0, -11.0, 0.0]);
        assert_eq!(Formula::new(&["1 - x1"]).unwrap().at(&[0.25, 0.0, 0.0]), [0.75, 0.0, 0.0]);
    }

    #[test]
    fn what_is_no_number_is_told_with_its_name_and_place() {
        let formula = Formula::new(&["x2", "1/(x1 - 1)"]).unwrap();
        assert_eq!(formula.defined_at(&[0.5, 0.0, 0.0]), Ok(()));
        let why = formula.defined_at(&[1.0, 0.25, 0.0]).unwrap_err();
        assert!(why.starts_with("`f2` = \"1/(x1 - 1)\": it is inf at x1 = 1.00, x2 = 0.25; allowed is"), "{why}");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_name() {
        let refused = |texts: &[&str]| Formula::new(texts).unwrap_err();
        assert!(refused(&["x2", "x1 +"]).starts_with("`f2`"));
        assert!(refused(&["x2", "x3"]).contains("x3"), "{}", refused(&["x2", "x3"]));
        assert!(refused(&["x1 + y"]).contains('y'));
    }
}

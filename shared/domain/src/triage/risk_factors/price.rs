//! Numbers that are prices: "my bill says service fee ninety nine but the lady told me seventy nine".

use super::super::{
    lexicon::Class,
    rules::is_among,
    utterance::{Utterance, ends_sentence},
};

/// Words of bills and offers.
const MONEY: &str = "bill bills billed invoice invoices price prices priced pricing cost costs fee fees charge charges charged \
     charging quote quoted estimate pay paid paying payment payments deposit dollar dollars bucks special coupon discount \
     owe owed owes membership receipt refund month monthly installment rate tip cents rebate credit \
     factura facturas recibo recibos precio precios costo costos cuesta cuestan cuota cuotas cobro cobra cobran cobraron \
     cobrar pague pago pagos pagar pagando cotizacion cotizaron dolares dolar pesos tarifa mensualidad mensuales deposito \
     descuento presupuesto reembolso";
/// How many words from a number its money may be, in the same sentence.
const REACH: usize = 10;
/// Words after a number that make it a temperature or an age.
const DEGREES: &str = "degree degrees fahrenheit grado grados year years yr anos ano";

/// Whether the number from `at` to before `next` is an amount of money. A unit of its own, or a place just after it, says
/// that it is none: "the bill is high and it's ninety nine in here".
pub(super) fn is_price(utterance: &Utterance, at: usize, next: usize) -> bool {
    let after = utterance.word(next);
    if is_among("dollars dollar bucks cents dolares pesos", after) {
        return true;
    }
    if is_of_degrees_or_a_place(utterance, next) {
        return false;
    }
    let sentence = utterance.around(at, ends_sentence);
    let near = at.saturating_sub(REACH).max(sentence.start)..(next + 3).min(sentence.end);
    utterance.words[near].iter().any(|word| is_among(MONEY, word))
}

/// Whether the words from `next` make the number before them a temperature or an age: "95 in here".
pub(super) fn is_of_degrees_or_a_place(utterance: &Utterance, next: usize) -> bool {
    let after = utterance.word(next);
    let in_a_place = [next, next + 1].into_iter().filter_map(|word| utterance.mark_at(word)).any(|mark| {
        // "It says" is said of a display and of a bill.
        !is_among("says read reads", utterance.word(mark.end - 1))
            && [Class::Indoors, Class::Outdoors, Class::Place, Class::Freezing, Class::Sweltering]
                .iter()
                .any(|class| mark.is(*class))
    });
    is_among(DEGREES, after) || in_a_place || is_among("adentro aqui afuera", after)
}

//! Which tokens an image is made of: those that cost least, as far as the chances of the round before tell.

use crate::token::{Before, Chances, SHORTEST, Token, literal, number};
use std::collections::HashMap;
use veilfold_unpack::{AGAIN, BACK, LENGTH, LITERAL};

/// A bit, in the unit of prices.
const BIT: u32 = 64;
/// What a decision costs besides: the guest's time. It also makes up for chances that are not as sharp yet as they are going to be.
const DECISION: u32 = 10;
const ROUNDS: usize = 6;
const LONGEST: usize = 1024;
/// A copy of more bytes is taken whole or not at all: a shorter one is cheaper for few, and there are many.
const ENOUGH: usize = 64;
/// Prices are those of the chances as they stood at every so manieth byte.
const STEP: usize = 256;
/// What it is taken to cost to say how long a stored run is.
const STORED: u32 = 8 * (BIT + DECISION);

/// A copy that is possible.
struct Match {
    back: usize,
    len: usize,
}

/// Prices of decisions, by the chance of what is decided, without floating point: the same on every machine.
struct Prices([u32; 4096]);

impl Prices {
    fn new() -> Prices {
        Prices(std::array::from_fn(|n| {
            // The logarithm, a bit for each squaring.
            let (mut power, mut log) = ((n as u64) << 4 | 8, 0);
            for _ in 0..BIT.ilog2() {
                (power, log) = (power * power, log * 2);
                while power >= 1 << 16 {
                    (power, log) = (power >> 1, log + 1);
                }
            }
            (16 * BIT - 15).saturating_sub(log)
        }))
    }

    fn of(&self, chances: &Chances, place: usize, one: bool) -> u32 {
        let zero = chances.0[place];
        let chance = if one { u16::MAX - zero } else { zero };
        self.0[usize::from(chance >> 4)]
    }

    fn number(&self, chances: &Chances, first: usize, value: usize) -> u32 {
        let mut sum = 0;
        number(first, value, &mut |place, one| sum += self.of(chances, place, one) + DECISION);
        sum
    }
}

/// For each byte, copies that may stand there: of each length the nearest.
fn matches(image: &[u8]) -> Vec<Vec<Match>> {
    let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
    let mut all = Vec::with_capacity(image.len());
    for at in 0..image.len() {
        let mut found = Vec::new();
        if let Some(begin) = image.get(at..at + SHORTEST) {
            let places = places.entry(begin).or_default();
            let mut longest = SHORTEST - 1;
            for place in places.iter().rev() {
                let len = common(image, at, *place);
                if len > longest {
                    found.push(Match { back: at - place, len });
                    longest = len;
                }
                if len > ENOUGH {
                    break;
                }
            }
            places.push(at);
        }
        all.push(found);
    }
    all
}

fn common(image: &[u8], at: usize, place: usize) -> usize {
    image[at..].iter().zip(&image[place..]).take(LONGEST).take_while(|(a, b)| a == b).count()
}

/// What a round learns for the next one, and what its tokens cost.
struct Learned {
    literals: Vec<u32>,
    chances: Vec<Chances>,
    price: u32,
}

fn learn(image: &[u8], tokens: &[Token], prices: &Prices) -> Learned {
    let mut learned = Learned { literals: Vec::with_capacity(image.len()), chances: Vec::new(), price: 0 };
    let (mut before, mut chances, mut begin) = (Before::default(), Chances::new(), 0);
    for token in tokens {
        for at in begin..begin + token.len() {
            if at % STEP == 0 {
                learned.chances.push(chances.clone());
            }
            let mut sum = 0;
            literal(image, at, &mut |place, one| sum += prices.of(&chances, place, one) + DECISION);
            learned.literals.push(sum);
        }
        before.decide(*token, image, begin, &mut |place, one| {
            learned.price += prices.of(&chances, place, one);
            chances.learn(place, one);
        });
        if let Token::Copy { back: 0, len } = token {
            learned.price += *len as u32 * 8 * BIT;
        }
        before = before.after(*token);
        begin += token.len();
    }
    learned
}

/// The cheapest way to a byte, by what stands before it: [`LITERALLY`], [`COPIED`] or [`STORING`].
#[derive(Clone, Copy)]
struct Way {
    price: u32,
    /// The byte and the way that it comes from.
    from: (usize, usize),
    token: Token,
    back: usize,
}

const LITERALLY: usize = 0;
const COPIED: usize = 1;
/// In a stored run, which may end here or go on.
const STORING: usize = 2;

fn cheapest(image: &[u8], matches: &[Vec<Match>], learned: &Learned, prices: &Prices) -> Vec<Token> {
    let none = Way { price: u32::MAX, from: (0, 0), token: Token::Literal, back: 0 };
    let mut ways = vec![[none; 3]; image.len() + 1];
    ways[0][LITERALLY].price = 0;
    let mut lengths = Vec::new();
    for at in 0..image.len() {
        let chances = &learned.chances[at / STEP];
        if at % STEP == 0 {
            lengths =
                (0..=LONGEST).map(|len| prices.number(chances, LENGTH, len.max(SHORTEST) - 1)).collect();
        }
        for state in [LITERALLY, COPIED, STORING] {
            let way = ways[at][state];
            if way.price == u32::MAX {
                continue;
            }
            let mut reach = |len: usize, state_after: usize, price: u32, back: usize| {
                let token = if state_after == LITERALLY { Token::Literal } else { Token::Copy { back, len } };
                let there = &mut ways[at + len][state_after];
                if price < there.price {
                    *there = Way { price, from: (at, state), token, back };
                }
            };
            let copied = state != LITERALLY;
            let literal = LITERAL + usize::from(copied);
            let price = way.price + prices.of(chances, literal, false) + DECISION + learned.literals[at];
            reach(1, LITERALLY, price, way.back);
            if state == STORING {
                reach(1, STORING, way.price + 8 * BIT, 0);
            }
            let mut price = way.price + prices.of(chances, literal, true) + DECISION;
            if !copied {
                if way.back > 0 {
                    let price = price + prices.of(chances, AGAIN, true) + DECISION;
                    let len = common(image, at, at - way.back);
                    lengths_of(SHORTEST, len)
                        .for_each(|len| reach(len, COPIED, price + lengths[len], way.back));
                }
                price += prices.of(chances, AGAIN, false) + DECISION;
                reach(1, STORING, price + prices.number(chances, BACK, 1) + STORED + 8 * BIT, 0);
            }
            let mut shortest = SHORTEST;
            for Match { back, len } in &matches[at] {
                let price = price + prices.number(chances, BACK, back + 1);
                lengths_of(shortest, *len).for_each(|len| reach(len, COPIED, price + lengths[len], *back));
                shortest = len + 1;
            }
        }
    }
    traced(&ways)
}

/// The lengths that are tried of a copy of `len` bytes at most.
fn lengths_of(shortest: usize, len: usize) -> impl Iterator<Item = usize> {
    (shortest..=len.min(ENOUGH)).chain((len > ENOUGH && len >= shortest).then_some(len))
}

/// The tokens of the cheapest way, with the bytes of a stored run as one.
fn traced(ways: &[[Way; 3]]) -> Vec<Token> {
    let last = ways.len() - 1;
    let end = |state: &usize| ways[last][*state].price;
    let mut state = [LITERALLY, COPIED, STORING].into_iter().min_by_key(end).unwrap_or(LITERALLY);
    let (mut at, mut tokens) = (last, Vec::<Token>::new());
    let mut runs_on = false;
    while at > 0 {
        let way = ways[at][state];
        match tokens.last_mut() {
            Some(Token::Copy { back: 0, len }) if runs_on => *len += 1,
            _ => tokens.push(way.token),
        }
        runs_on = state == STORING && way.from.1 == STORING;
        (at, state) = way.from;
    }
    tokens.reverse();
    // A single byte is no run.
    for token in &mut tokens {
        if token.len() < SHORTEST {
            *token = Token::Literal;
        }
    }
    tokens
}

/// The tokens of an image.
pub(crate) fn parse(image: &[u8]) -> Vec<Token> {
    let (prices, matches) = (Prices::new(), matches(image));
    let mut tokens = vec![Token::Literal; image.len()];
    let mut best = (u32::MAX, tokens.clone());
    for _ in 0..=ROUNDS {
        let learned = learn(image, &tokens, &prices);
        let next = cheapest(image, &matches, &learned, &prices);
        if learned.price < best.0 {
            best = (learned.price, tokens);
        }
        tokens = next;
    }
    best.1
}

//! The tokens of an image, and the decisions that the coder makes for each.

use veilfold_unpack::{AGAIN, BACK, CHANCES, EVEN, LENGTH, LITERAL, RATE, literals};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Literal,
    /// What stands so far back, or a run that is stored as it is, where that is 0.
    Copy {
        back: usize,
        len: usize,
    },
}

/// The shortest copy.
pub(crate) const SHORTEST: usize = 2;

impl Token {
    pub(crate) fn len(self) -> usize {
        match self {
            Token::Literal => 1,
            Token::Copy { len, .. } => len,
        }
    }
}

/// What a token depends on of those before it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Before {
    /// The last token was no literal.
    pub(crate) copied: bool,
    pub(crate) back: usize,
}

impl Before {
    /// Hands on each decision for a token at `at`: its place among the chances, and how it is made.
    pub(crate) fn decide(self, token: Token, image: &[u8], at: usize, each: &mut impl FnMut(usize, bool)) {
        each(LITERAL + usize::from(self.copied), token != Token::Literal);
        match token {
            Token::Literal => literal(image, at, each),
            Token::Copy { back, len } => {
                let again = !self.copied && back == self.back;
                if !self.copied {
                    each(AGAIN, again);
                }
                if !again {
                    number(BACK, back + 1, each);
                }
                number(LENGTH, len - 1, each);
            }
        }
    }

    pub(crate) fn after(self, token: Token) -> Before {
        match token {
            Token::Literal => Before { copied: false, ..self },
            Token::Copy { back, .. } => Before { copied: true, back },
        }
    }
}

/// The decisions for the byte at `at`.
pub(crate) fn literal(image: &[u8], at: usize, each: &mut impl FnMut(usize, bool)) {
    let before = at.checked_sub(1).map_or(0, |at| image[at]);
    let mut node = 1;
    for bit in (0..8).rev() {
        let one = image[at] >> bit & 1 == 1;
        each(literals(before) + node, one);
        node = node * 2 + usize::from(one);
    }
}

/// The decisions for a number from 1.
pub(crate) fn number(first: usize, number: usize, each: &mut impl FnMut(usize, bool)) {
    let last = number.ilog2() as usize;
    for bit in 0..last {
        each(first + 2 * bit, true);
        each(first + 2 * bit + 1, number >> bit & 1 == 1);
    }
    each(first + 2 * last, false);
}

/// The chances, as the guest keeps them.
#[derive(Clone)]
pub(crate) struct Chances(pub(crate) Box<[u16; CHANCES]>);

impl Chances {
    pub(crate) fn new() -> Chances {
        Chances(Box::new([EVEN; CHANCES]))
    }

    pub(crate) fn learn(&mut self, place: usize, one: bool) {
        let chance = &mut self.0[place];
        *chance = if one {
            *chance - (*chance >> RATE)
        } else {
            *chance + (((1 << 16) - u32::from(*chance)) >> RATE) as u16
        };
    }
}

//! Closed lists. A word is here because it means the same in every program.

use core::hint::select_unpredictable;

/// Ends of file names.
pub(super) const EXTENSION: u16 = 1;
/// Top-level domains that host names in logs end in.
pub(super) const TOP_LEVEL: u16 = 1 << 1;
/// Units: `5 ms` and `1 s` are one value.
pub(super) const UNIT: u16 = 1 << 2;
/// Days and months, which beside a number are part of a date.
pub(super) const CALENDAR: u16 = 1 << 3;
/// Nouns that introduce a name: what follows is masked unless it is a word.
pub(super) const CUE: u16 = 1 << 4;
/// Words that stand before an argument.
pub(super) const PREPOSITION: u16 = 1 << 5;
/// Abbreviations, which in capitals are words and not states.
pub(super) const ABBREVIATION: u16 = 1 << 6;
/// Accounts that every Unix or Windows has, and that are words too.
pub(super) const ACCOUNT: u16 = 1 << 7;
/// Before a cue, these say that a name follows: `invalid user test`.
pub(super) const INTRODUCES: u16 = 1 << 8;
/// Verbs that follow the subject of a sentence.
pub(super) const AUXILIARY: u16 = 1 << 9;
/// What is said of an attempt that did not succeed; behind it and a colon stands why.
pub(super) const FAILURE: u16 = 1 << 10;

/// Names of secrets.
pub(super) const SECRET: u16 = 1 << 11;

/// Verbs of a change: `from` and `to` behind them name its two ends.
pub(super) const CHANGE: u16 = 1 << 12;

/// Words that are not text, or not always.
pub(super) const LITERAL: u16 = 1 << 13;

/// No list, but told with the lists: `Collecting`, `removed`; what follows is what it was done to.
pub(super) const PARTICIPLE: u16 = 1 << 14;
/// The word `to`.
pub(super) const TO: u16 = 1 << 15;

const LISTS: [(u16, &str); 15] = [
    (
        EXTENSION,
        "log txt conf cfg ini yml yaml json xml toml csv tsv py pyc rs go c h cc cpp hpp java js ts jsx tsx \
         mjs rb php cs pl sh bash sql html htm css md rst pdf doc svg png jpg jpeg gif ico ttf woff gz bz \
         xz zst zip tar tgz whl egg deb rpm jar war class so dll exe sys bin dat db sqlite pid sock lock \
         key pem crt cer csr service socket target timer mount slice scope device path desktop tmp bak swp \
         old orig out properties proto wasm lua rules repo list",
    ),
    (
        TOP_LEVEL,
        "com org net edu gov mil io dev app cloud info biz local localdomain internal lan home corp \
         intranet example test invalid arpa ar at au be br ca ch cl cn co cz de dk es eu fi fr gr hk hu ie \
         il in it jp kr mx my nl no nz pl pt ro ru se sg tr tw ua uk us vn za",
    ),
    (
        UNIT,
        "ns us ms s sec secs second seconds msec msecs millis milliseconds millisecond microseconds \
         nanoseconds min mins minute minutes h hr hrs hour hours day days week weeks b byte bytes bits kb \
         kib mb mib gb gib tb tib kbps mbps gbps mb/s kb/s percent px pt hz khz mhz ghz am pm utc gmt",
    ),
    (
        CALENDAR,
        "mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec monday tuesday \
         wednesday thursday friday saturday sunday january february march april june july august september \
         october november december",
    ),
    (
        CUE,
        "type task table user role database relation column schema index function module package project \
         plugin service unit host node container image volume network interface device driver queue topic \
         channel stream job worker process thread command option parameter variable attribute property \
         field key name named called label tag group account class method event state status signal target \
         source dependency library extension file directory path branch version section mode backend \
         provider bucket partition cluster session kind entry domain handler server frontend proxy collection \
         keyspace pod deployment broker member peer replica shard segment template pipeline zone region \
         instance tenant account principal hostname repository registry secret certificate alias program \
         script player subsystem app application component feature policy rule realm bean servlet profile",
    ),
    (
        PREPOSITION,
        "from to for of by with in on at as into via using against than is was until through per onto over \
         under",
    ),
    (
        ABBREVIATION,
        "acl api arp ascii auth bios ca cgi cli cn cpu csr css csv db dhcp dma dns dom dsn eof eol fd fifo \
         fs ftp gc gid gpu gui html http https icmp id ide ids imap io ip ipc irq iso jdbc jdk jit jmx json \
         jvm jwt lan ldap lru lsn lvm mac mime mtu nat nfs ntp ok oom os pam pci pdf pem pgp pid png posix \
         quic ram raid rest rfc rpc rsa rss rtt sasl scsi sdk sha smb smtp sni soap socks sql ssd ssh ssl \
         sso tcp tls ttl tty txt udp ui uid unix uri url usb utc utf uuid vlan vm vpn wal wan xml xss yaml",
    ),
    (ACCOUNT, "root admin administrator guest nobody daemon test"),
    (INTRODUCES, "invalid illegal unknown such new the"),
    (SECRET, "password passwd passphrase pwd pass pin secret token apikey credential credentials"),
    (
        FAILURE,
        "failed fail fails failing failure error errors exception cannot can't couldn't unable not problem refused rejected trouble",
    ),
    (
        AUXILIARY,
        "is was has had does did can cannot will not could left lost fell sent got began went took gave ran came \
         became found kept set hit won made threw wrote",
    ),
    (
        CHANGE,
        "change changed changes changing transition transitioned transitioning switch switched switching moved",
    ),
    (LITERAL, "true false null nil none nan localhost cookie patient"),
    (TO, "to"),
];

/// Slots of the table; the lists fill a quarter of it.
const SLOTS: usize = 1 << 11;
/// Words are dealt to this many buckets, each with a step of its own that takes every word of it to a slot which no
/// other word has: a word is looked for in one place.
const BUCKETS: usize = 1 << 8;
/// Hashes of the words and the lists they are on, and the steps of the buckets. Built by the compiler.
static TABLE: ([(u32, u16); SLOTS], [u8; BUCKETS]) = build();

const fn bucket(hash: WordHash) -> usize {
    (hash.0 >> 20) as usize % BUCKETS
}

const fn slot(hash: WordHash, step: u8) -> usize {
    ((hash.0 >> 44) + (hash.0 >> 33 | 1) * step as u64) as usize % SLOTS
}

const fn build() -> ([(u32, u16); SLOTS], [u8; BUCKETS]) {
    let (words, count) = words();
    let (mut slots, mut steps) = ([(0, 0); SLOTS], [0; BUCKETS]);
    let mut b = 0;
    while b < BUCKETS {
        let mut i = 0;
        // The first step at which all words of the bucket find a free slot, or one that they have on another list.
        while i < count {
            let (hash, flag) = words[i];
            if bucket(hash) == b && !insert(&mut slots, hash, flag, steps[b]) {
                remove(&mut slots, &words, i, b, steps[b]);
                assert!(steps[b] < u8::MAX, "no step is right for a bucket");
                steps[b] += 1;
                i = 0;
                continue;
            }
            i += 1;
        }
        b += 1;
    }
    (slots, steps)
}

/// Takes back the first words of a bucket.
const fn remove(
    slots: &mut [(u32, u16); SLOTS],
    words: &[(WordHash, u16); SLOTS],
    first: usize,
    b: usize,
    step: u8,
) {
    let mut i = 0;
    while i < first {
        let (hash, _) = words[i];
        if bucket(hash) == b {
            slots[slot(hash, step)] = (0, 0);
        }
        i += 1;
    }
}

const fn insert(slots: &mut [(u32, u16); SLOTS], hash: WordHash, flag: u16, step: u8) -> bool {
    let entry = &mut slots[slot(hash, step)];
    let free = entry.1 == 0 || entry.0 == hash.0 as u32;
    if free {
        *entry = (hash.0 as u32, entry.1 | flag);
    }
    free
}

/// The words of all lists, and how many.
#[expect(clippy::large_stack_arrays, reason = "evaluated by the compiler")]
const fn words() -> ([(WordHash, u16); SLOTS], usize) {
    let mut all = [(WordHash(0), 0); SLOTS];
    let (mut list, mut count) = (0, 0);
    while list < LISTS.len() {
        let (flag, words) = LISTS[list];
        let words = words.as_bytes();
        let (mut i, mut start) = (0, 0);
        while i <= words.len() {
            if i == words.len() || words[i] == b' ' {
                if i > start {
                    all[count] = (WordHash::over(words, start, i), flag);
                    count += 1;
                }
                start = i + 1;
            }
            i += 1;
        }
        list += 1;
    }
    (all, count)
}

/// Takes eight bytes in; the sixth bit of each tells capitals from small letters and nothing else of note.
const fn step(hash: u64, bytes: u64) -> u64 {
    let mixed = (hash ^ (bytes | 0x2020_2020_2020_2020)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

/// The hash of a word in lower case, for the lists here and for the vocabulary.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordHash(pub(super) u64);

impl WordHash {
    #[inline]
    pub(super) fn of(word: &[u8]) -> WordHash {
        WordHash::over(word, 0, word.len())
    }

    /// Eight bytes a step, in lower case: most words take one or two. It is part of no id.
    #[inline]
    pub(super) const fn over(text: &[u8], start: usize, end: usize) -> WordHash {
        let mut rest = text.split_at(end).0.split_at(start).1;
        let length = rest.len();
        // A length must not look like a letter.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ (length as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        // What is left below eight bytes is read from its two ends.
        let last = if let Some(last) = rest.last_chunk::<8>() {
            while rest.len() > 8
                && let Some((eight, behind)) = rest.split_first_chunk::<8>()
            {
                hash = step(hash, u64::from_le_bytes(*eight));
                rest = behind;
            }
            u64::from_le_bytes(*last)
        } else if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
            u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32
        } else if let [first, .., last] = rest {
            *first as u64 | (rest[length / 2] as u64) << 8 | (*last as u64) << 16
        } else if let [only] = rest {
            *only as u64 * 0x0001_0101
        } else {
            0
        };
        hash = step(hash, last);
        WordHash(hash ^ (hash >> 29))
    }

    /// The hash of the first `length` bytes, one to fifteen, of sixteen: [`WordHash::over`] without a branch, for words
    /// whose lengths nothing foretells. The second number ends in the last four bytes of a word that has as many.
    #[inline]
    pub(super) fn of_window(window: [u64; 2], length: usize) -> (WordHash, u64) {
        let [low, high] = window;
        let byte = |at: usize| low >> (at * 8 % 64) & 0xff;
        let first = 0xcbf2_9ce4_8422_2325_u64 ^ (length as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let wide = u128::from(high) << 64 | u128::from(low);
        let eight = (wide >> ((length * 8).wrapping_sub(64) % 64)) as u64;
        let four = low & 0xffff_ffff | (low >> ((length * 8).wrapping_sub(32) % 64)) << 32;
        let fewer = byte(0) | byte(length / 2) << 8 | byte(length.wrapping_sub(1)) << 16;
        let last = select_unpredictable(length < 4, fewer, select_unpredictable(length < 8, four, eight));
        let first = select_unpredictable(length > 8, step(first, low), first);
        let hash = step(first, last);
        (WordHash(hash ^ (hash >> 29)), last)
    }

    /// The lists that hold the word.
    #[inline]
    pub(super) fn lists(self) -> u16 {
        let step = TABLE.1.get(bucket(self)).copied().unwrap_or_default();
        let (tag, flags) = TABLE.0.get(slot(self, step)).copied().unwrap_or_default();
        // All ones when the two are the same. A comparison would become a branch, and no word foretells the next.
        let same = u64::from(tag ^ self.0 as u32).wrapping_sub(1) >> 32;
        flags & same as u16
    }
}

/// Is the word on one of these lists?
#[inline]
pub(super) fn is_on(lists: u16, word: &[u8]) -> bool {
    WordHash::of(word).lists() & lists != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_on_its_lists_and_no_other() {
        for (flag, words) in LISTS {
            for word in words.split_whitespace() {
                let expected = LISTS.iter().filter(|(_, w)| w.split_whitespace().any(|w| w == word));
                assert_eq!(
                    WordHash::of(word.as_bytes()).lists(),
                    expected.fold(0, |f, (g, _)| f | g),
                    "{word} {flag}"
                );
            }
        }
        assert!(is_on(UNIT, b"KiB") && is_on(CALENDAR, b"Sat") && !is_on(CUE, b"cucumber"));
    }

    #[test]
    fn a_window_is_hashed_like_a_word() {
        for length in 1..16 {
            let bytes: [u8; 16] = core::array::from_fn(|i| b'a' + (i * 7 % 26) as u8);
            let [low, high] = [0, 8].map(|at| u64::from_le_bytes(core::array::from_fn(|i| bytes[at + i])));
            let (hash, last) = WordHash::of_window([low, high], length);
            assert_eq!(hash.0, WordHash::of(&bytes[..length]).0, "{length}");
            if length >= 4 {
                assert_eq!(last.to_le_bytes()[4..], bytes[length - 4..length], "{length}");
            }
        }
    }
}

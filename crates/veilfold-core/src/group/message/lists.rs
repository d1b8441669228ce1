//! Closed lists. A word is here because it means the same in every program.

mod table;

pub(super) use table::Packed;

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
         key pem crt cer csr service socket target timer mount slice scope device path desktop tmp bak swp swap automount \
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
         kib mb mib gb gib tb tib kbps mbps gbps mb/s kb/s percent px pt hz khz mhz ghz am pm utc gmt € £ ¥",
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
         script player subsystem app application component feature policy rule realm bean servlet profile webhook flag \
         namespace subscription stage subtask dag scene map symbol theme feed listener resolver cache phase action permission",
    ),
    (
        PREPOSITION,
        "from to for of by with in on at as into via using against than is was until through per onto over \
         under now",
    ),
    (
        ABBREVIATION,
        "acl api arp ascii auth bios ca cgi cli cn cpu csr css csv dag db dhcp dma dns dom dsn eof eol fd fifo \
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
    (LITERAL, "true false null nil none nan localhost cookie patient authorization"),
    (TO, "to"),
];

/// The lists that a word is on.
pub(super) fn of(word: &[u8]) -> u16 {
    Packed::of(word).map_or(0, Packed::lists)
}

/// Is the word on one of these lists?
pub(super) fn is_on(lists: u16, word: &[u8]) -> bool {
    of(word) & lists != 0
}

/// Is it many of what a noun that introduces a name says: `partitions`?
pub(super) fn is_plural(word: &[u8]) -> bool {
    word.strip_suffix(b"s").is_some_and(|noun| is_on(CUE, noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_on_its_lists_and_no_other() {
        for (flag, words) in LISTS {
            for word in words.split_whitespace() {
                let expected = LISTS.iter().filter(|(_, w)| w.split_whitespace().any(|w| w == word));
                assert_eq!(of(word.as_bytes()), expected.fold(0, |f, (g, _)| f | g), "{word} {flag}");
            }
        }
        assert!(is_on(UNIT, b"KiB") && is_on(CALENDAR, b"Sat") && !is_on(CUE, b"cucumber"));
        assert!(of(b"") == 0 && of(b"transitionings__") == 0);
    }
}

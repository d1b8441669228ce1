-- What Fluent Bit's users write to hide secrets: one string.gsub after the other over each text of a record. A line
-- before this file sets COUNT, how many of the rules run, and GUARDED: whether a plain search for what a secret begins
-- with comes before its pattern, where it begins with something.
--
-- Lua's patterns have no alternatives, no counts and no words' ends: lengths are not held to, as with most such filters.

local gsub, find = string.gsub, string.find

local RULES = {
    { "([Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd][\"']?%s*[=:]%s*[\"']?)[^%s\"',;&]+", "%1[REDACTED]" },
    { "([Bb]earer%s+)[%w%-%._~%+/]+=*", "%1[REDACTED]", "earer" },
    { "AKIA%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u", "[REDACTED]", "AKIA" },
    { "gh[pousr]_%w+", "[REDACTED]", "gh" },
    { "eyJ[%w_%-]+%.[%w_%-]+%.[%w_%-]+", "[REDACTED]", "eyJ" },
    { "(%a[%w+.-]*://[^%s:/@]+:)[^%s@]+@", "%1[REDACTED]@", "://" },
    { "([Ss][Ee][Cc][Rr][Ee][Tt][\"']?%s*[=:]%s*[\"']?)[^%s\"',;&]+", "%1[REDACTED]" },
    { "([Tt][Oo][Kk][Ee][Nn][\"']?%s*[=:]%s*[\"']?)[^%s\"',;&]+", "%1[REDACTED]" },
    { "([Aa][Pp][Ii]_?[Kk][Ee][Yy][\"']?%s*[=:]%s*[\"']?)[^%s\"',;&]+", "%1[REDACTED]" },
    { "%d%d%d%d[ -]?%d%d%d%d[ -]?%d%d%d%d[ -]?%d%d%d%d", "[REDACTED]" },
    { "%f[%d]%d%d%d%-%d%d%-%d%d%d%d%f[%D]", "[REDACTED]" },
    { "%f[%u]%u%u%d%d%w%w%w%w%w%w%w%w%w%w%w+", "[REDACTED]" },
    { "ASIA%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u%u", "[REDACTED]", "ASIA" },
    { "([Bb]asic%s+)[%w%+/]+=*", "%1[REDACTED]", "asic" },
    { "github_pat_[%w_]+", "[REDACTED]", "github_pat_" },
    { "glpat%-[%w_%-]+", "[REDACTED]", "glpat-" },
    { "xox[abprs]%-[%w%-]+", "[REDACTED]", "xox" },
    { "https://hooks%.slack%.com/services/[%w/]+", "[REDACTED]", "hooks.slack.com" },
    { "[rs]k_live_%w+", "[REDACTED]", "k_live_" },
    { "[rs]k_test_%w+", "[REDACTED]", "k_test_" },
    { "AIza[%w_%-]+", "[REDACTED]", "AIza" },
    { "SG%.[%w_%-]+%.[%w_%-]+", "[REDACTED]", "SG." },
    { "SK[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]+", "[REDACTED]", "SK" },
    { "npm_%w+", "[REDACTED]", "npm_" },
    { "pypi%-AgEIcHlwaS5vcmc[%w_%-]+", "[REDACTED]", "pypi-" },
    { "sk%-%w+", "[REDACTED]", "sk-" },
    { "%-%-%-%-%-BEGIN [A-Z ]*PRIVATE KEY%-%-%-%-%-[%w+/=%s]*", "[REDACTED]", "-----BEGIN" },
    { "GOCSPX%-[%w_%-]+", "[REDACTED]", "GOCSPX-" },
    { "ya29%.[%w_%-]+", "[REDACTED]", "ya29." },
    { "(AccountKey=)[%w+/]+=*", "%1[REDACTED]", "AccountKey=" },
    { "([?&]sig=)[%w%%+/=_%-]+", "%1[REDACTED]", "sig=" },
    { "LTAI%w+", "[REDACTED]", "LTAI" },
    { "AKID%w+", "[REDACTED]", "AKID" },
    { "do[opr]_v1_[a-f0-9]+", "[REDACTED]", "_v1_" },
    { "HRKU%-[%w_%-]+", "[REDACTED]", "HRKU-" },
    { "ATATT3[%w_=%-]+", "[REDACTED]", "ATATT3" },
    { "ATBB%w+", "[REDACTED]", "ATBB" },
    { "rubygems_[a-f0-9]+", "[REDACTED]", "rubygems_" },
    { "dckr_pat_[%w_%-]+", "[REDACTED]", "dckr_pat_" },
    { "sq[pua]_[a-f0-9]+", "[REDACTED]", "sq" },
    { "https://discord%.com/api/webhooks/%d+/[%w_%-]+", "[REDACTED]", "discord.com" },
    { "%d%d%d%d%d%d%d%d+:AA[%w_%-]+", "[REDACTED]", ":AA" },
    { "key%-[a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9]+", "[REDACTED]", "key-" },
    { "xkeysib%-[a-f0-9]+%-%w+", "[REDACTED]", "xkeysib-" },
    { "whsec_[%w+/=]+", "[REDACTED]", "whsec_" },
    { "rzp_live_%w+", "[REDACTED]", "rzp_live_" },
    { "shpat_%x+", "[REDACTED]", "shpat_" },
    { "sq0[aci][tsd]p%-[%w_%-]+", "[REDACTED]", "sq0" },
    { "sk%-ant%-[%w_%-]+", "[REDACTED]", "sk-ant-" },
    { "hf_%a+", "[REDACTED]", "hf_" },
    { "gsk_%w+", "[REDACTED]", "gsk_" },
    { "hvs%.[%w_%-]+", "[REDACTED]", "hvs." },
    { "pul%-[a-f0-9]+", "[REDACTED]", "pul-" },
    { "dapi[a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9][a-f0-9]+", "[REDACTED]", "dapi" },
    { "tskey%-[a-z]+%-%w+%-%w+", "[REDACTED]", "tskey-" },
    { "glsa_%w+_%x+", "[REDACTED]", "glsa_" },
    { "NRAK%-[%w_%-]+", "[REDACTED]", "NRAK-" },
    { "sntry[su]_[%w+/=_]+", "[REDACTED]", "sntry" },
    { "lin_api_%w+", "[REDACTED]", "lin_api_" },
    { "figd_[%w_%-]+", "[REDACTED]", "figd_" },
    { "PMAK%-%w+%-[a-f0-9]+", "[REDACTED]", "PMAK-" },
    { "CFPAT%-[%w_%-]+", "[REDACTED]", "CFPAT-" },
    { "(SSWS%s+)[%w_%-]+", "%1[REDACTED]", "SSWS" },
    { "AGE%-SECRET%-KEY%-1[%u%d]+", "[REDACTED]", "AGE-SECRET-KEY-1" },
}

assert(COUNT <= #RULES, "more rules are asked for than there are")

local function strip(text)
    for i = 1, COUNT do
        local rule = RULES[i]
        if not GUARDED or not rule[3] or find(text, rule[3], 1, true) then
            text = gsub(text, rule[1], rule[2])
        end
    end
    return text
end

local function walk(record)
    for key, value in pairs(record) do
        if type(value) == "string" then
            record[key] = strip(value)
        elseif type(value) == "table" then
            walk(value)
        end
    end
end

function redact(tag, timestamp, record)
    walk(record)
    return 2, timestamp, record
end

namespace Protocols.Fuzz;

/// <summary>Tokens that mean something to the readers of each target, in Latin-1.</summary>
internal static class FuzzWords
{
    private static readonly string[] s_charsets =
    [
        "utf-8", "us-ascii", "iso-8859-1", "iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "utf-7", "utf-16", "utf-16le", "utf-32be", "big5", "gb18030", "euc-jp", "euc-kr", "shift_jis",
        "windows-1252", "cesu-8", "koi8-r", "unknown-8bit", "cp437",
    ];

    private static readonly string[] s_marks =
    [
        "\r\n", "\n", "\r", "\r\n\r\n", "\r\n ", "\r\n\t", "\0", "\u007F", "\u00FF", "\u00C3\u00A9", "\u00EF\u00BF\u00BD", "\u00F0\u009F\u0098\u0080", "\u00ED\u00A0\u0080", "\u00C0\u0080",
        "\u00EF\u00BB\u00BF", "\"", "\\", "(", ")", "<", ">", ",", ";", ":", "@", "[", "]", "=", "?", "*", "%", "'", " ", "\t", "-", "--", ".", "..",
    ];

    public static IReadOnlyList<string> Text { get; } =
    [
        .. s_marks, .. s_charsets, "=\r\n", "=20", "=3D", "=\n", "= \t\r\n", "====", "\u001B$B", "\u001B(B", "\u001B$)C", "\u000E", "\u000F", "~{", "~}", "~~", "+AGE-", "+", "begin 644 x\n", "\nend\n", "M", "`\n",
        "Mon, 24 Nov 2026 10:00:00 +0000", "1997-11-24T10:00:00.123456789-12:00", "+2400", "GMT", "99", "xn--", "xn--a-ecp", "\u00C3\u009F", "\u00E2\u0080\u008D", "\u00CC\u0081", "\u00E1\u0084\u0080\u00E1\u0085\u00A1", ".",
    ];

    public static IReadOnlyList<string> Headers { get; } =
    [
        .. s_marks, "=?utf-8?B?w6k=?=", "=?utf-8?Q?=C3?=", "=?iso-2022-jp?B?GyRC?=", "=?", "?=", "?q?", "=?utf-8*en?Q?a_b?=", "a@b.c", "<a@b>", "<@r,@s:a@b>", "g: a@b;", "\"q\\\"s\"", "(c(d)\\))", "a@[1.2.3.4]",
        "name*0*=utf-8'en'%C3", "; name*1*=%A9", "; name=\"x\"", "filename*=utf-8''%41", "from a by b with c id d for e; Mon, 24 Nov 2026 10:00:00 +0000", "<mailto:a@b?subject=c>", "<https://a/b>", "List-Id", "\r\n b",
        .. s_charsets,
    ];

    public static IReadOnlyList<string> Mime { get; } =
    [
        .. Headers, "--", "--b", "\r\n--b\r\n", "\r\n--b--\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: multipart/digest; boundary=\"b\"\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: multipart/alternative; boundary=\"\"\r\n", "Content-Type: multipart/related; boundary=c; start=\"<a>\"\r\n", "Content-Type: text/html; charset=", "Content-Type: message/delivery-status\r\n\r\n",
        "Content-Type: text/plain; format=flowed; delsp=yes\r\n", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: x-uuencode\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b\r\n", "Subject: ", "From: ", "To: ", "Date: ", "Received: ", "References: ", "\r\nFrom ", ">From ", "=\r\n", "=3D", "=C3=A9", "<p>", "</p>",
        "<script>", "<!--", "-->", "<a href=\"http://x\">", "&amp;", "&#x1F600;", "begin 644 a\n", "\nend\n",
    ];

    public static IReadOnlyList<string> Smtp { get; } =
    [
        .. s_marks, "EHLO x\r\n", "LHLO x\r\n", "MAIL FROM:<a@b.c>", "RCPT TO:<d@e.f>", "<>", "<@x.y:a@b.c>", "a@[IPv6:::1]", "DATA\r\n", "\r\n.\r\n", "BDAT 5 LAST\r\n", "BDAT 9\r\n", "RSET\r\n", "QUIT\r\n",
        "AUTH PLAIN AHRpbQBzZWNyZXQ=\r\n", "AUTH LOGIN\r\n", "dGlt\r\n", " SIZE=99", " BODY=BINARYMIME", " SMTPUTF8", " RET=FULL", " ENVID=a+2Bb", " NOTIFY=SUCCESS,DELAY", " ORCPT=utf-8;\\x{FC}@b", " BY=5;RT", " HOLDFOR=5",
        " HOLDUNTIL=2026-12-01T00:00:00Z", " MT-PRIORITY=-3", " AUTH=<>", " SOLICIT=a:b", "XCLIENT ADDR=1.2.3.4 NAME=+41\r\n", "220 x\r\n", "250-PIPELINING\r\n", "250 CHUNKING\r\n", "250 2.1.5 ok\r\n", "354 go\r\n",
        "334 YQ==\r\n", "235 ok\r\n", "421 bye\r\n", "550-5.1.1 no\r\n", "250-SIZE 9\r\n", "250-LIMITS RCPTMAX=1\r\n",
    ];

    public static IReadOnlyList<string> ImapClient { get; } =
    [
        "* OK ", "* PREAUTH ", "* BYE ", "* NO ", "A1 OK ", "A1 BAD ", "+ ", "\r\n", "* 1 FETCH (", "* 1 UIDFETCH (", "BODY[] ", "BODY[TEXT]<0> ", "BINARY[1] ", "RFC822 ",
        "BODY[HEADER.FIELDS (A \"B]\")] ", "ENVELOPE (", "BODYSTRUCTURE (", "{3}\r\n", "{0}\r\n", "{99999999999}\r\n", "~{2}\r\n", "{2+}\r\n", "\"", "\\", "NIL ", "((", "))", "UID 7 ",
        "MODSEQ (3) ", "* LIST () \"/\" ", "* STATUS a (", "* ESEARCH (TAG \"A1\") ", "* SEARCH ", "* THREAD (", "* VANISHED (EARLIER) ", "* NAMESPACE ", "* QUOTA ", "* ACL ", "* METADATA ", "* ID (",
        "[CAPABILITY ", "[COPYUID 1 1:2 3:4] ", "[UIDVALIDITY 3] ", "1:*", "&AOk-",
    ];

    public static IReadOnlyList<string> ManageSieve { get; } =
    [
        .. s_marks, "AUTHENTICATE \"PLAIN\"\r\n", "AUTHENTICATE \"LOGIN\" \"YQ==\"\r\n", "STARTTLS\r\n", "LOGOUT\r\n", "CAPABILITY\r\n", "NOOP \"x\"\r\n", "UNAUTHENTICATE\r\n", "HAVESPACE \"x\" 99\r\n", "PUTSCRIPT \"x\" ",
        "CHECKSCRIPT ", "LISTSCRIPTS\r\n", "SETACTIVE \"\"\r\n", "GETSCRIPT \"x\"\r\n", "DELETESCRIPT {1+}\r\nx\r\n", "RENAMESCRIPT \"x\" \"y\"\r\n", "{5+}\r\nkeep;", "{0+}\r\n", "{300+}\r\n", "{4294967296+}\r\n", "{1}\r\n",
        "\"YQ==\"\r\n", "\"*\"\r\n", "OK", "NO", "BYE", "OK (TAG {3}\r\na)b) \"x\"\r\n", "(QUOTA/MAXSIZE)", "(REFERRAL sieve://h)", "(SASL \"YQ==\")", "\"SASL\" \"PLAIN\"\r\n", "\"VERSION\" \"1.0\"\r\n", " ACTIVE\r\n",
        "sieve://", "sieve://a%40b@h:99/o/s", "%C3%A9",
    ];

    public static IReadOnlyList<string> MailAuth { get; } =
    [
        .. s_marks, "v=spf1 ", "include:a.test", "redirect=b.test", "exp=e.test", "ip4:192.0.2.0/24", "ip6:2001:db8::/32", "a:%{d}/24//64", "mx", "ptr", "exists:%{ir}.%{v}.%{l1r-}.x", "?all", "-all", "%{", "%%", "%_",
        "v=DKIM1; k=rsa; p=", "k=ed25519; ", "h=sha256; ", "t=y:s; ", "v=DMARC1; p=reject; ", "sp=none; ", "np=quarantine; ", "rua=mailto:a@b!10m; ", "pct=50; ", "psd=y; ", "t=y; ",
        "DKIM-Signature: v=1; a=rsa-sha256; d=a.test; s=s; h=from:to; bh=AAAA; b=BBBB\r\n", "c=relaxed/simple; ", "l=10; ", "i=@a.test; ", "x=1; ", "z=From:a; ", "bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; ",
        "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.test; s=s; b=AAAA\r\n", "ARC-Message-Signature: i=1; a=rsa-sha256; d=a.test; s=s; h=from; bh=AAAA; b=AAAA\r\n", "ARC-Authentication-Results: i=1; a.test; spf=pass\r\n",
        "Authentication-Results: mx.test 1; dkim=pass (c) header.d=a.test reason=\"r\"; spf=fail smtp.mailfrom=b\r\n", "Received-SPF: pass (c) client-ip=1.2.3.4; envelope-from=\"a@b\";\r\n", "From: a@a.test\r\n", "\r\n\r\n", "cv=fail; ", "i=50; ",
        "r=y; ", "atps=a.test; atpsh=sha256; ", "v=ATPS1; d=a.test; ", "ra=a=40b; rp=50; rr=v:x; rs=No; ", " ra=a rp=1/2 rr=e:f", "{\"version\":1,\"recordedAt\":\"2026-11-24T12:00:00Z\",\"answers\":[{\"name\":\"a\",\"type\":\"TXT\",\"status\":\"Success\",\"records\":[{\"text\":\"x\"}]}]}",
    ];

    public static IReadOnlyList<string> Sieve { get; } =
    [
        "\r\n", "\n", "#", "/*", "*/", "\"", "\\", ";", "{", "}", "[", "]", "(", ")", ",", ":", "text:\r\n", "\r\n.\r\n", "require [\"variables\", \"fileinto\", \"envelope\", \"relational\", \"regex\", \"mime\", \"foreverypart\"];\r\n",
        "require \"ihave\";\r\n", "require \"encoded-character\";\r\n", "if true {", "elsif not ", "else {", "anyof (", "allof (", "header ", "address ", "envelope ", "size :over 1K", "exists ", "string ", "body :text ", "date ", "currentdate ",
        ":contains ", ":matches ", ":regex ", ":count \"ge\" ", ":value \"lt\" ", ":comparator \"i;octet\" ", ":comparator \"i;unicode-casemap\" ", ":all ", ":user ", ":detail ", ":mime ", ":anychild ", ":index 1 ", ":last ",
        "\"Subject\" ", "[\"From\", \"To\"] ", "\"*?*\" ", "\"(a*)+\" ", "\"${1}\" ", "\"${global.x}\" ", "\"${hex:41 42}\" ", "\"${unicode:20AC}\" ", "keep;", "discard;", "stop;", "fileinto :copy :create \"x\";", "redirect \"a@b.example\";",
        "set :upper :length \"x\" \"${x}y\";", "addflag \"\\\\Seen\";", "vacation :days 1 \"away\";", "reject \"no\";", "notify \"mailto:a@b.example\";", "addheader \"X-A\" \"b\";", "deleteheader :index 1 \"Subject\";", "foreverypart {", "break;",
        "replace \"x\";", "enclose \"x\";", "extracttext \"x\";", "duplicate", "ihave \"copy\"", "error \"x\";", "include :once :optional \"x\";", "return;", "global \"x\";", "1", "99999999999999999999", "\0", "\u00FC",
    ];

    public static IReadOnlyList<string> Calendar { get; } =
    [
        "\r\n", "\n", "\r", "\r\n ", "\n\t", ":", ";", ",", "=", "\"", "^n", "^'", "\\n", "\\", "\\,", "\uFEFF", "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VTODO\r\n", "BEGIN:VALARM\r\n",
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n", "END:VTIMEZONE\r\n",
        "BEGIN:VFREEBUSY\r\nFREEBUSY:20261130T000000Z/P1D\r\nEND:VFREEBUSY\r\n", "BEGIN:VAVAILABILITY\r\nBEGIN:AVAILABLE\r\nDTSTART:20261130T090000Z\r\nDURATION:PT8H\r\nRRULE:FREQ=DAILY\r\nEND:AVAILABLE\r\nEND:VAVAILABILITY\r\n",
        "UID:1\r\n", "DTSTART:20260101T000000\r\n", "DTSTART;TZID=Europe/Berlin:20260329T023000\r\n", "DTSTART;VALUE=DATE:20240229\r\n", "DTSTART:99991231T235959Z\r\n", "DTSTART:00010101T000000Z\r\n", "DTEND:20260101T010000\r\n", "DURATION:-P9999999W\r\n",
        "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=-1MO,2TU;BYSETPOS=-1,1;WKST=SU\r\n", "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\n", "RRULE:FREQ=MONTHLY;BYDAY=MO,-1FR,+5SU;COUNT=5;INTERVAL=3\r\n", "RRULE:RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD;BYMONTH=2;BYMONTHDAY=29\r\n",
        "RRULE:FREQ=HOURLY;INTERVAL=2147483647\r\n", "RRULE:FREQ=MINUTELY;BYYEARDAY=-366;BYHOUR=0,23\r\n", ";UNTIL=20270101T000000Z", ";UNTIL=20270101", "RDATE;VALUE=PERIOD:20261201T000000Z/PT1H\r\n", "EXDATE:20260101T000000\r\n", "EXRULE:FREQ=DAILY;INTERVAL=2\r\n",
        "RECURRENCE-ID:20260108T000000\r\n", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260108T000000\r\n", "TRIGGER;RELATED=END:-PT15M\r\n", "ATTENDEE;PARTSTAT=DECLINED;CN=\"a;b\":mailto:a@b.test\r\n", "GEO:1;2\r\n", "JSPROP;JSPTR=\"a\":{\"b\":1}\r\n", "JSID:a\r\n", ";JSID=a", "X-A;B=\"", "\0", "\u00FC",
        "[\"vcalendar\",[],[", "[\"vevent\",[[\"dtstart\",{},\"date-time\",\"2026-01-01T00:00:00\"],[\"rrule\",{},\"recur\",{\"freq\":\"DAILY\",\"count\":3}]],[]]", "]]", "{}", "99999999999999999999",
    ];

    public static IReadOnlyList<string> Card { get; } =
    [
        "\r\n", "\n", "\r\n ", ":", ";", ",", "=", "\"", "^n", "\\n", "\\", "=\r\n", "=3D", "\uFEFF", "BEGIN:VCARD\r\n", "END:VCARD\r\n", "VERSION:2.1\r\n", "VERSION:3.0\r\n", "VERSION:4.0\r\n", "item1.", "FN:a\r\n", "N:a;b,c;;;\r\n",
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:a=E4=\r\nb\r\n", "PHOTO;BASE64:\r\n AAAA\r\n\r\n", "PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n", "PHOTO:data:image/png;base64,AAAA\r\n", "AGENT:\r\nBEGIN:VCARD\r\nEND:VCARD\r\n", "AGENT:BEGIN:VCARD\\nEND:VCARD\r\n",
        "TEL;TYPE=\"cell,home\";PREF=1;VALUE=uri:tel:+1\r\n", "TEL;HOME;CELL:1\r\n", "X-ABLabel:_$!<Home>!$_\r\n", "ADR;LABEL=\"a\\nb\":;;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r\r\n", "BDAY:--0229\r\n", "BDAY;VALUE=text:x\r\n", "GENDER:M;x\r\n",
        "PID=1.1;ALTID=1;LANGUAGE=fr:", "CLIENTPIDMAP:1;urn:x\r\n", "REV:20260101T000000Z\r\n", "MEMBER:urn:uuid:a\r\n", "JSPROP;JSPTR=a/b:1\r\n", "\0", "\u00E4", "[\"vcard\",[[\"version\",{},\"text\",\"4.0\"],[\"fn\",{},\"text\",\"a\"],", "]]", "{}",
    ];

    public static IReadOnlyList<string> JSCalendar { get; } =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e400", "-1", "9007199254740993",
        "{\"@type\":\"Event\",\"version\":\"2.0\",\"uid\":\"a\",\"updated\":\"2026-01-01T00:00:00Z\",\"start\":\"2026-11-30T09:00:00\",\"timeZone\":\"Europe/Berlin\",\"duration\":\"PT1H\"}", "\"@type\":\"Event\",",
        "\"@type\":\"Task\",", "\"@type\":\"Group\",\"entries\":[", "\"start\":\"2026-11-30T09:00:00\",", "\"due\":\"2026-11-30T09:00:00\",", "\"duration\":\"P1DT2H\",", "\"timeZone\":\"Nowhere/X\",", "\"showWithoutTime\":true,",
        "\"recurrenceRule\":{\"frequency\":\"daily\",\"interval\":2,\"byDay\":[{\"day\":\"mo\",\"nthOfPeriod\":-1}],\"count\":5},", "\"recurrenceRules\":[{\"frequency\":\"weekly\"}],",
        "\"recurrenceOverrides\":{\"2026-12-01T09:00:00\":{\"excluded\":true},\"2026-12-02T09:00:00\":{\"title\":\"x\",\"participants/a/name\":null}},", "\"localizations\":{\"de\":{\"title\":\"y\",\"locations/1/name\":\"z\"}},",
        "\"participants\":{\"a\":{\"@type\":\"Participant\",\"calendarAddress\":\"mailto:a@b.test\",\"roles\":{\"owner\":true},\"participationStatus\":\"accepted\"}},",
        "\"locations\":{\"1\":{\"name\":\"n\",\"coordinates\":\"geo:1,2\"}},", "\"virtualLocations\":{\"1\":{\"uri\":\"http://x\"}},", "\"links\":{\"1\":{\"href\":\"data:,a\",\"rel\":\"icon\"}},",
        "\"alerts\":{\"1\":{\"trigger\":{\"@type\":\"OffsetTrigger\",\"offset\":\"-PT15M\"}}},",
        "\"iCalendar\":{\"name\":\"vevent\",\"properties\":[[\"x-a\",{},\"text\",\"b\r\nEND:VEVENT\"]],\"components\":[[\"x-b\",[],[]]],\"convertedProperties\":{\"title\":{\"name\":\"summary\",\"parameters\":{\"x\":\"y\n\"}}}},",
        "\"keywords\":{\"a\":true},", "\"relatedTo\":{\"u\":{\"relation\":{\"next\":true}}},", "\"title\":\"a\r\nBEGIN:VEVENT\r\n\",", "a/b~1c~0", "/", "~",
    ];

    public static IReadOnlyList<string> JSContact { get; } =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e400", "-1", "{\"@type\":\"Card\",\"version\":\"1.0\",\"uid\":\"a\",\"name\":{\"full\":\"b\"}}",
        "\"name\":{\"components\":[{\"kind\":\"given\",\"value\":\"a\",\"phonetic\":\"b\"},{\"kind\":\"surname2\",\"value\":\"c\"},{\"kind\":\"separator\",\"value\":\" \"}],\"isOrdered\":true,\"defaultSeparator\":\",\"},",
        "\"addresses\":{\"1\":{\"components\":[{\"kind\":\"name\",\"value\":\"s\"},{\"kind\":\"locality\",\"value\":\"t\"}],\"full\":\"f\",\"coordinates\":\"geo:1,2\",\"timeZone\":\"Etc/UTC\",\"contexts\":{\"work\":true},\"pref\":1}},",
        "\"phones\":{\"1\":{\"number\":\"tel:+1\",\"features\":{\"mobile\":true},\"label\":\"l\"}},", "\"emails\":{\"1\":{\"address\":\"a@b.test\"}},",
        "\"onlineServices\":{\"1\":{\"service\":\"S\",\"user\":\"u\",\"uri\":\"http://x\"}},", "\"organizations\":{\"1\":{\"name\":\"o\",\"units\":[{\"name\":\"u\"}],\"sortAs\":\"s\"}},",
        "\"titles\":{\"1\":{\"name\":\"t\",\"kind\":\"role\",\"organizationId\":\"1\"}},", "\"speakToAs\":{\"grammaticalGender\":\"neuter\",\"pronouns\":{\"1\":{\"pronouns\":\"they\"}}},",
        "\"nicknames\":{\"1\":{\"name\":\"n\"}},", "\"media\":{\"1\":{\"kind\":\"photo\",\"uri\":\"data:image/png;base64,AA==\"}},", "\"cryptoKeys\":{\"1\":{\"uri\":\"data:,a\"}},",
        "\"anniversaries\":{\"1\":{\"kind\":\"birth\",\"date\":{\"@type\":\"PartialDate\",\"month\":2,\"day\":30},\"place\":{\"full\":\"p\"}}},", "\"notes\":{\"1\":{\"note\":\"a\r\nEND:VCARD\r\n\",\"author\":{\"name\":\"x\"}}},",
        "\"personalInfo\":{\"1\":{\"kind\":\"hobby\",\"value\":\"v\",\"level\":\"high\"}},", "\"localizations\":{\"de\":{\"name/full\":\"c\",\"titles/1/name\":\"d\",\"addresses\":null}},",
        "\"vCardProps\":[[\"x-a\",{\"group\":\"g\"},\"text\",\"b\nFN:x\"],[\"fn\",{},\"text\",\"e\"]],", "\"vCardParams\":{\"x\":[\"y\",\"z\r\"]},", "\"vCardName\":\"x-email\",",
        "\"relatedTo\":{\"u\":{\"relation\":{\"friend\":true}}},", "\"members\":{\"m\":true},", "\"keywords\":{\"k\":true},", "\"preferredLanguages\":{\"1\":{\"language\":\"de\"}},",
        "\"calendars\":{\"1\":{\"kind\":\"freeBusy\",\"uri\":\"http://x\"}},", "a/b~1c~0", "~",
    ];

    public static IReadOnlyList<string> Zone { get; } =
    [
        "\n", "\r\n", "\t", " ", ";", "(", ")", "\"", "\\", "\\000", "\\255", "\\999", "@", "*.", ".", "..", "$ORIGIN ", "$TTL 1h\n", "$INCLUDE x\n", "$GENERATE 1-9 a A 1.2.3.$\n", "IN ", "CH ", "A 192.0.2.1\n", "AAAA 2001:db8::1\n",
        "TXT \"a\" \"b\"\n", "MX 10 m\n", "CNAME c\n", "PTR p\n", "TLSA 3 1 1 AABB\n", "SOA a b 1 2 3 4 5\n", "CAA 0 issue \"x\"\n", "3600 ", "1w2d3h4m5s ", "99999999999 ", "a.test. ", "\u00E9", "\0", "\u00FF",
    ];
}

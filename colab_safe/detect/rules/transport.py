"""Credentials as they travel: in URLs, headers, command lines and the files that clients read."""

from __future__ import annotations

from colab_safe.detect.checks import genuine, scrambled, unnamed_key
from colab_safe.detect.passwords import (
    basic,
    password,
    secret_or_password,
    token_pair,
    url_password,
    user_and_password,
)
from colab_safe.detect.pattern_rule import rule
from colab_safe.detect.patterns import URL_PASSWORD
from colab_safe.detect.rule import CONTEXT, GENERIC
from colab_safe.detect.values import whole_value, whole_word

_ISSUER = "Rotate it with the service that the address belongs to"
_URL = "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1"
_USER = r"[^\s/\"'<>]+(?:/[^\s\"'<>]{1,200})?@"  # before the host
_LITERAL = r"[frb]?[\"'][^\"'\n]{0,100}[\"']"
_HEADER = r"(?i:authorization)[\"'\]]{0,3}[ \t]{0,4}[:=,][ \t]{0,4}[f\"'`]{0,3}"

# The clients that take the password behind the same option. Each keyword costs every check of a commit about 9,000 instructions: only what notebooks use.
_ARGUMENTS = r"[ ](?:[^\n|;&]{0,200}?[ ])?"
_LOGIN = r"[\"']?[^\s:\"']{1,60}:"
_CLIENT = (
    rf"(?:twine|cqlsh|cypher-shell|oc[ ]login|az[ ]login|poetry[ ]publish|uv[ ]publish|steghide|yt-dlp|youtube-dl|beeline){_ARGUMENTS}-p[ ]{{1,3}}|(?:sqlcmd|mosquitto_(?:pub|sub)){_ARGUMENTS}-P[ ]{{0,3}}"
    rf"|ssh-keygen{_ARGUMENTS}-[NP][ ]{{1,3}}|ldap(?:search|modify|add|delete|passwd|whoami){_ARGUMENTS}-[ws][ ]{{1,3}}"
    rf"|smbclient{_ARGUMENTS}-U[ ]{{0,3}}[\"']?[^\s%\"']{{1,60}}%|(?:keytool|jarsigner){_ARGUMENTS}-(?:src|dest)?(?:store|key)pass[ ]{{1,3}}"
    rf"|(?:https?|xhs?){_ARGUMENTS}(?:-a|--auth)[ =]{{1,3}}{_LOGIN}|(?:skopeo|podman|buildah){_ARGUMENTS}--creds[ =]{{1,3}}{_LOGIN}"
    rf"|(?:src|dest)-creds[ =]{{1,3}}{_LOGIN}|xfreerdp3?{_ARGUMENTS}/p:|gh[ ]secret[ ]set{_ARGUMENTS}(?:-b|--body)[ =]{{1,3}}"
    rf"|ngrok{_ARGUMENTS}--?(?:basic-)?auth[ =]{{1,3}}{_LOGIN}|(?:un)?rar[ ][aex]{_ARGUMENTS}-h?p|pdf\w{{2,12}}{_ARGUMENTS}-[ou]pw[ ]{{1,3}}"
)
# Any program at the beginning of a command that takes a user and then a password; not one that asks for it, or for which -p is a port, a folder or a parameter.
_OTHER = r"(?:mysql|mariadb|docker|podman|nerdctl|psql|pg_|git|sudo|ssh|scp|rsync|python|bash|sh|node|java|Rscript|torchrun|accelerate|papermill|nmap|nc|mkdir|cp)[\w.-]{0,12}[ ]"
_ANY_CLIENT = (
    rf"(?:(?<![\s\S])|(?<=[!$%|;&(\n\"'`])|(?<=[!$%|;&(\n][ ]))(?!{_OTHER})[a-z][\w.-]{{1,40}}(?:[ ][^\s|;&]{{1,50}}){{0,5}}?[ ]{{1,3}}"
    r"(?:-[uU][ ]{1,3}(?![-$])[^\s|;&]{1,60}[ ]{1,3}-(?:pw?|P|w)[ ]{1,3}|-U[ ]?[\w.\\-]{1,40}%)"
)
# The password is an argument of its own, in a fixed place.
_POSITIONAL = (
    r"rabbitmqctl[ ]{1,3}(?:add_user|change_password)[ ]{1,3}\S{1,60}[ ]{1,3}|mc[ ](?:(?:alias[ ]set|config[ ]host[ ]add)[ ]{1,3}\S{1,200}|admin[ ]user[ ]add)(?:[ ]{1,3}\S{1,200}){2}[ ]{1,3}"
    r"|poetry[ ]config[ ]http-basic\.\S{1,60}[ ]{1,3}\S{1,60}[ ]{1,3}|smbclient[ ]{1,3}[\"']?//[^\s\"']{1,100}[\"']?[ ]{1,3}"
    r"|rclone[ ]config[ ](?:create|update|password)[ ][^\n|;&]{0,200}?[ ]pass(?:word)?[ =]{1,3}"
    r"|net[ ]use[ ](?:\S{1,2}[ ]{1,3})?\\\\\S{1,120}[ ]{1,3}(?:/(?i:user):\S{1,60}[ ]{1,3})?"
    r"|net[ ]user[ ]{1,3}\S{1,60}[ ]{1,3}|eumdac[ ]set-credentials[ ]{1,3}\S{1,100}[ ]{1,3}|mega-login[ ]{1,3}\S{3,100}[ ]{1,3}"
    r"|openssl[ ]passwd(?:[ ]-(?:[0-9]|apr1|crypt|quiet|salt[ ]\S{1,30})){1,3}[ ]{1,3}"
    r"|htpasswd[ ](?:-\w{1,5}[ ]{1,3}){0,3}-\w{0,4}nb\w{0,3}[ ]{1,3}\S{1,60}[ ]{1,3}"
    r"|(?:sudo[ ]-\w{0,9}S|kinit|cryptsetup|vncpasswd)\b[^\n|;&]{0,200}?(?<!<)<<<(?!<)[ ]{0,2}"
)

RULES = (
    rule("url-password", "Password in a URL", URL_PASSWORD, ("://",), _URL, _ISSUER, url_password, GENERIC, lead=0,
         behind=_USER),
    rule("url-token", "Token in a URL",
         r"://(?P<secret>[A-Za-z0-9_.~!$&*+,;=%-]{10,}?)(?::(?:x-oauth-basic)?)?@(?!o\d+\.ingest)(?=[A-Za-z0-9-]+[.:/])", ("://",), _URL,
         _ISSUER, scrambled, GENERIC, lead=0, behind=_USER),
    rule("url-token-pair", "Two-part token in a URL",
         r"://(?P<secret>[A-Za-z0-9_.~-]{6,64}:[A-Za-z0-9_.~+=-]{16,})@(?=[A-Za-z0-9\[])", ("://",), _URL, _ISSUER,
         token_pair, GENERIC, lead=0, behind=_USER),
    rule("authorization-bearer", "Token in an Authorization header",
         rf"{_HEADER}(?i:bearer|token|key|apikey|api-key|negotiate|private-token)[ :=]{{1,2}}[\"']?"
         r"(?P<secret>[A-Za-z0-9_.~+/:-]{16,}={0,2})(?![A-Za-z0-9])", ("authorization",),
         "https://www.rfc-editor.org/rfc/rfc6750#section-2.1", _ISSUER, scrambled, GENERIC, 4096),
    rule("authorization-raw", "Token in an Authorization header, without a scheme",
         rf"{_HEADER}(?P<secret>[A-Za-z0-9_.~+/-]{{20,}}={{0,2}})(?![A-Za-z0-9 ({{])", ("authorization",),
         "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2", _ISSUER, scrambled, GENERIC, 2048),
    rule("authorization-basic", "User name and password in an Authorization header",
         rf"{_HEADER}(?i:basic)[ ]{{1,2}}(?P<secret>[A-Za-z0-9+/_-]{{8,}}={{0,2}})(?![A-Za-z0-9])",
         ("authorization",), "https://www.rfc-editor.org/rfc/rfc7617", _ISSUER, basic, GENERIC, 1024),
    rule("curl-user", "User name and password of a curl command",
         r"(?i:curl)\b[^\n]{0,300}?\s(?:-u|--user|-U|--proxy-user)[ =]?[\"']?(?P<secret>[^\s\"'`<>{}$()\[\]:]{2,100}:[^\s\"'`<>{}$()]{0,4})",
         ("curl",), "https://curl.se/docs/manpage.html#-u", _ISSUER, user_and_password, CONTEXT,
         whole=whole_value),
    rule("auth-tuple", "User name and password given to an HTTP client",
         r"(?i:(?:\b(?:basic_|http_)?auth\s?=\s?|BasicAuth|DigestAuth|ProxyAuth|basic_auth)[(\[]\s?[frb]?[\"'][^\"'\n]{1,100}[\"']\s?,\s?(?:password\s?=\s?)?[\"'](?P<secret>[^\n\"'{}]{6}))",
         ("auth=(", "auth = (", "auth=[", "auth = [", "basicauth(", "digestauth(", "proxyauth(", "basic_auth("), "https://requests.readthedocs.io/en/latest/user/authentication/",
         _ISSUER, password, GENERIC, whole=whole_value),
    rule("login-call", "User name and password given to a login or connect call",
         rf"(?i:(?:\.login|\.connect|\bconnect|\bURL\.create)\(\s?(?:(?:{_LITERAL}|[0-9]{{1,5}})\s?,\s?){{1,3}}"
         rf"|\.login\(\s?[a-z_][\w.]{{0,40}}\s?,\s?)[\"'](?P<secret>[^\n\"'{{}}]{{6}})",
         (".login(", "connect(", "url.create("), "https://docs.python.org/3/library/smtplib.html#smtplib.SMTP.login", _ISSUER, password,
         GENERIC, lead=1, whole=whole_value),
    rule("oracle-login", "Password in an Oracle connect string",
         r"(?:(?i:oracle|oracledb)\.connect\(\s?[\"']|\b(?:sqlplus|sqlldr|expdp|impdp)[ ]{1,3}(?:-\w{1,8}[ ]{1,3}){0,3}[\"']?(?:userid=)?)"
         r"[\w.$#-]{1,60}/(?P<secret>[^\s/\"'`@]{6,100})(?=@|[\s\"']|\Z)", ("oracle", "sqlplus ", "sqlldr ", "expdp ", "impdp "),
         "https://docs.oracle.com/en/database/oracle/oracle-database/19/sqpug/CONNECT.html", _ISSUER, password, CONTEXT),
    rule("password-widget", "Password typed into a widget",
         r"\bPassword\((?:[^)\n]{0,200}?[ ,])?value=[\"'](?P<secret>[^\n\"']{6})", ("password(",),
         "https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20List.html#password", _ISSUER, password, CONTEXT,
         whole=whole_value),
    rule("docker-login", "Password on the command line of docker login",
         r"\b(?:docker|podman|buildah|nerdctl|skopeo|helm)\b(?:[ ]registry)?[ ]login\b[^\n|;&]{0,200}?[ ](?:-p|--password)[ =][\"']?(?P<secret>[^\s$<{\"'][^\n]{3})",
         (" login",), "https://docs.docker.com/reference/cli/docker/login/", _ISSUER, password, CONTEXT, whole=whole_value),
    rule("password-stdin", "Password or token echoed to a command that reads it",
         r"\becho[ ](?:-\w{1,2}[ ])?[\"']?(?P<secret>[^\s$<{|\"'][^\n|]{3})(?=[^\n|]{0,200}\|[^\n]{0,200}?"
         r"(?:--(?:password|token)-stdin|--with-token|\bsudo[ ](?:-\w{1,9}[ ]){0,3}-\w{0,9}S|\bkinit\b|(?:(?<=\|)|(?<=\|[ ]))(?:sudo[ ])?(?:passwd|smbpasswd|cryptsetup)\b|--passphrase-fd[ ]?0))",
         ("--password-stdin", "--token-stdin", "--with-token", "| sudo ", "|sudo ", "| kinit", "|kinit", " passwd ", "smbpasswd ", "cryptsetup", "--passphrase-fd"),
         "https://docs.docker.com/reference/cli/docker/login/#password-stdin", _ISSUER, secret_or_password, CONTEXT, whole=whole_value),
    rule("sshpass-password", "Password on the command line of sshpass",
         r"\bsshpass[ ]{1,3}-p[ ]{0,2}[\"']?(?P<secret>[^\s$<{\"'][^\n]{3})", ("sshpass",), "https://linux.die.net/man/1/sshpass",
         _ISSUER, password, CONTEXT, whole=whole_value),
    rule("command-line-password", "Password on the command line of redis-cli, mongosh, 7z, zip, openssl or lftp",
         r"\b(?:redis-cli\b[^\n|;&]{0,200}?[ ](?:-a|--pass|(?i:auth)(?:[ ]default)?)[ ]{1,3}|mongo(?:sh|dump|restore|export|import)?[ ][^\n|;&]{0,200}?[ ]-p[ ]{1,3}"
         r"|7za?[ ][^\n|;&]{0,200}?[ ]-p|(?:un)?zip[ ][^\n|;&]{0,200}?-P[ ]{0,3}|openssl[ ][^\n|;&]{0,200}?[ ](?:-k[ ]{1,3}|-pass(?:in|out|word)?[ ]{1,3}[\"']?pass:)"
         r"|lftp[ ][^\n|;&]{0,200}?-u[ ]{0,3}[^\s,]{1,60},)[\"']?(?P<secret>[^\s$<{\"'-][^\n]{3})",
         ("redis-cli ", "mongo ", "mongosh ", "mongodump ", "mongorestore ", "mongoexport ", "mongoimport ", "7z ", "7za ", "zip ", "openssl ", "lftp "),
         "https://cwe.mitre.org/data/definitions/214.html", _ISSUER, password, CONTEXT, lead=2, behind=r"[^\n]{0,200}?(?:-(?:a|-?pass|p|P|k|u)|\b(?i:auth)[ ])",
         whole=whole_value),
    rule("client-password", "Password on the command line of a client such as sqlcmd, ldapsearch, smbclient, twine or az",
         rf"(?:\b(?:{_CLIENT})|{_ANY_CLIENT})[\"']?(?P<secret>[^\s$<{{\"'-][^\n]{{3}})",
         ("twine ", "cqlsh ", "cypher-shell ", "oc login", "az login", "sqlcmd ", "mosquitto_", "ssh-keygen ", "ldap", "smbclient ", "keytool ",
          "http -a", "https -a", "http --auth", "https --auth", "xh -a", "--creds", "src-creds", "dest-creds", "xfreerdp", "gh secret set",
          "poetry publish", "yt-dlp ", "youtube-dl ", "beeline ", "uv publish", "steghide ", "jarsigner ", "ngrok http", "rar x ", "rar e ", "rar a ",
          " -upw ", " -opw ", " -u "),
         "https://cwe.mitre.org/data/definitions/214.html", _ISSUER, password, CONTEXT, whole=whole_value),
    rule("positional-password", "Password as an argument of a program such as rabbitmqctl, mc, poetry, smbclient, rclone or net use",
         rf"\b(?:{_POSITIONAL})[\"']?(?P<secret>[^\s$<{{\"'/@-][^\n]{{3}})",
         ("rabbitmqctl ", "mc alias set ", "poetry config http-basic", "smbclient ", "rclone config", "net use ", "net user ",
          "mc config host", "mc admin user", "eumdac set-", "mega-login ", "htpasswd ", "openssl passwd", "<<<"),
         "https://cwe.mitre.org/data/definitions/214.html", _ISSUER, password, CONTEXT, reach=1024, whole=whole_value),
    rule("chpasswd-password", "Password echoed to chpasswd",
         r"\becho[ ](?:-\w{1,2}[ ])?[\"']?[\w.-]{1,40}:[\"']?(?P<secret>[^\s$<{|\"'][^\n|]{3})(?=[^\n|]{0,200}\|[ ]{0,4}(?:sudo[ ]{1,3})?(?:/usr/sbin/)?chpasswd)",
         ("chpasswd",), "https://man7.org/linux/man-pages/man8/chpasswd.8.html", "Change the password of that account", password, CONTEXT,
         whole=whole_value),
    rule("set-password-call", "Password given to a method such as `set_password`",
         r"(?i:set_?password|with_?password|\.password|make_password|hash_?password|check_?password|verify_?password)\(\s?b?[\"'](?P<secret>[^\n\"'{}]{6})",
         ("password(",), "https://docs.python.org/3/library/zipfile.html#zipfile.ZipFile.setpassword", _ISSUER, password, GENERIC,
         whole=whole_value),
    rule("password-unpacking", "Password assigned together with its user name",
         rf",[ ]?(?i:passw(?:or)?d|pwd|pw)[ ]?=[ ]?\(?{_LITERAL}\s?,\s?[\"'](?P<secret>[^\n\"'{{}}]{{6}})",
         (", password =", ", password=", ", passwd =", ", passwd=", ", pwd =", ", pwd=", ", pw =", ", pw="),
         "https://cwe.mitre.org/data/definitions/798.html", _ISSUER, password, GENERIC, whole=whole_value),
    rule("login-token", "Token on the command line of a login command",
         r"[ ](?:login|auth|authenticate|authtoken|add-authtoken|set-token)[ ](?:--?[a-z-]{1,20}(?:[= ][^\s-][^\s]{0,80})?[ ]){0,3}"
         r"[\"']?(?P<secret>[A-Za-z0-9_.~+/-]{20,300}={0,2})(?![^\s\"'`;|&)])",
         (" login ", " auth ", " authenticate ", " authtoken ", "-authtoken ", " set-token "), "https://docs.wandb.ai/ref/cli/wandb-login/",
         _ISSUER, unnamed_key, GENERIC, reach=1024),
    rule("password-input", "Password typed into an HTML form",
         r"<input\b[^<>]{0,300}?\btype=[\"']?password\b[^<>]{0,300}?\bvalue=[\"'](?P<secret>[^\n\"'<>]{6})", ("<input",),
         "https://developer.mozilla.org/en-US/docs/Web/HTML/Element/input/password", _ISSUER, password, CONTEXT, whole=whole_value),
    rule("value-before-name", "Value whose name follows it, as in `{\"value\": …, \"name\": \"token\"}`",
         r"(?i:(?:\"value\"|'value')\s{0,3}:\s{0,3}[\"'](?P<secret>[^\n\"']{8,500})[\"'],\s{0,30}[\"'](?:name|key|variable)[\"']\s{0,3}:\s{0,3}"
         r"[\"'][\w. -]{0,40}(?:token|secret|api[_ -]?key|passw(?:or)?d|credential)[\"'])",
         ('"value"', "'value'"), "https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/", _ISSUER,
         secret_or_password, GENERIC, reach=1024),
    rule("netrc-password", "Password in a .netrc file",
         r"(?i:\bmachine)\s+[^\s\"']{1,100}\s+login\s+[^\s\"']{1,100}\s+password\s+(?P<secret>[^\s\"'`<>{}$]{4})",
         (" login ", "\nlogin "), "https://everything.curl.dev/usingcurl/netrc.html", _ISSUER, url_password, CONTEXT,
         whole=whole_word),
    rule("session-cookie", "Session cookie",
         r"(?i:cookie)[\"']?[ ]{0,2}[:=,(][^\n]{0,200}?(?i:sess(?:ion)?_?(?:id)?|connect\.sid|phpsessid|jsessionid|auth|sid)="
             r"(?P<secret>[A-Za-z0-9_.%+/~-]{16,}={0,2})(?![A-Za-z0-9])", ("cookie",),
         "https://www.rfc-editor.org/rfc/rfc6265", "Sign out of that session", scrambled, GENERIC, 1536),
    rule("npmrc-auth", "Password or token of a package registry (.npmrc)",
         r"(?i::_(?:authToken|auth|password))[ ]{0,2}=[ ]{0,2}[\"']?(?P<secret>[A-Za-z0-9_.~+/-]{16,}={0,2})(?![A-Za-z0-9])",
         (":_auth", ":_password"), "https://docs.npmjs.com/cli/configuring-npm/npmrc", _ISSUER, genuine, CONTEXT),
    rule("pypirc-password", "Password of a package index (.pypirc)",
         r"\[[\w.-]{1,40}\]\s{1,4}(?:repository[^\n]{1,200}\n\s{0,4})?username\s{0,2}[=:][^\n]{1,100}\n\s{0,4}password\s{0,2}[=:]\s{0,2}"
         r"(?P<secret>[^\s\"'`<>{}$]{6})", ("username",),
         "https://packaging.python.org/en/latest/specifications/pypirc/", _ISSUER, password, CONTEXT, whole=whole_word),
    rule("kubeconfig-client-key", "Client key or token in a kubeconfig",
         r"(?:client-key-data|\btoken-data|id-token|refresh-token):[ ]{1,4}[\"']?(?P<secret>[A-Za-z0-9+/_.-]{60,}={0,2})(?![A-Za-z0-9])",
         ("client-key-data", "token-data", "id-token", "refresh-token"),
         "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
         "Rotate the cluster's certificate or service-account token", genuine, CONTEXT, 8192),
    rule("docker-config-auth", "Registry login in Docker's config.json",
         r"\"auth\"\s{0,2}:\s{0,2}\"(?P<secret>[A-Za-z0-9+/]{16,}={0,2})\"", ('"auth"',),
         "https://docs.docker.com/reference/cli/docker/login/", "Replace the password or access token at the registry",
         basic, CONTEXT, 2048),
)  # fmt: skip

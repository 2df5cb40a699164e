"""How notebooks write passwords and unknown tokens, in any language, and what only looks like that."""

from __future__ import annotations

import string
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.rules import RULES

ENGINE = BuiltinEngine(RULES)
RANDOM = Random(16)
HEX = "0123456789abcdef"


def chars(alphabet: str, size: int) -> str:
    return "".join(RANDOM.choices(alphabet, k=size))


WORD = chars(string.ascii_letters + string.digits, 32)
HEX32, HEX64, HEX512 = chars(HEX, 32), chars(HEX, 64), chars(HEX, 512)
BASE64 = string.ascii_letters + string.digits + "+/"
# What people think up, put together here so that no scanner takes this file for a leak.
THOUGHT_UP = [
    "Sommer" + "2024!",
    "hW4-kiln_" + "Sopha9",
    "Com" + "pass-77x",
    "tr0ub4dor" + "&3",
    "K@tze" + "n-1987",
    "P9x!w" + "Qz2#k",
]


def found(text: str) -> set[str]:
    return {text[match.start : match.end] for match in ENGINE.find([text])}


NAMES = [
    "password", "DB_PASSWORD", "passwd", "pwd", "pw", "db_pw", "login_pw", "PSWD", "pword", "passphrase", "db_pass", "db_pass_", "passwords",
    "mot_de_passe", "motdepasse", "mdp", "contraseña", "contrasena_bd", "clave", "senha", "senha_do_banco", "parola", "passwort", "Passwort_neu",
    "KENNWORT", "wachtwoord", "haslo", "hasło", "hasło_bazy", "sifre", "şifre", "пароль", "ПАРОЛЬ", "пароль_бд", "密码", "数据库密码", "密碼", "口令",
    "パスワード", "DBパスワード", "비밀번호", "암호",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "line",
    ['{} = "{}"', "{}='{}'", '{} <- "{}"', '{{"{}": "{}"}}', 'Sys.setenv({} = "{}")', '"{}", "{}"'],
)
def test_a_password_in_a_literal(name: str, line: str) -> None:
    for password in THOUGHT_UP:
        assert found(line.format(name, password)) == {password}


LABELS = [
    "Password: {}", "**Password:** {}", "Password for ada: {}", "| Password | {} |", "Benutzer: ada, Passwort: {}", "Kennwort: {}",
    "Passwort (DB): {}", "Mot de passe : {}", "mot de passe: {}", "le mot de passe est '{}'", "la contraseña es {}", "Contraseña: {}", "Clave: {}",
    "Senha: {}", "Parola: {}", "Şifre: {}", "şifreniz: {}", "Hasło: {}", "Пароль: {}", "пароль - '{}'", "密码：{}", "密码: {}", "口令：{}",
    "パスワード：{}", "비밀번호: {}", "  password: {}  # prod", "login_pw: {}", "pw: {}", "export MYSQL_PWD={}", "--db-password={}",
]  # fmt: skip


@pytest.mark.parametrize("line", LABELS)
def test_a_password_behind_its_label(line: str) -> None:
    for password in THOUGHT_UP:
        assert found(line.format(password)) == {password}


CALLS = [
    'requests.get(url, auth=("ada", "{}"))', 'requests.get(url, auth=["ada", "{}"])', 'session.auth = ("ada", "{}")', 'HTTPBasicAuth("ada", "{}")',
    'HTTPDigestAuth("ada", "{}")', 'Elasticsearch(url, basic_auth=("elastic", "{}"))', 'neo4j.basic_auth("neo4j", "{}")',
    'smtp.login("ada@example.org", "{}")', 'smtp.login(user, "{}")', "mail.login(EMAIL, '{}')", 'ftp.login("ada", "{}")', "ftp.login(user='ada', passwd='{}')",
    'psycopg2.connect("db", "ada", "{}")', 'psycopg2.connect("dbname=db user=ada password={} host=h")', "pymysql.connect('h', 'ada', '{}', 'db')",
    "ssh.connect('h', 22, 'ada', '{}')", 'URL.create("postgresql", "ada", "{}", "h")', "redis.Redis(host='h', port=6379, password='{}')",
    'archive.setpassword(b"{}")', 'archive.extractall(pwd=b"{}")', 'user, password = "ada", "{}"', "username, pwd = ('ada', '{}')",
    '.option("password", "{}")', 'dbConnect(drv, user="ada", password="{}")', "PASSWORD = os.getenv('PW', '{}')", 'password = getpass() or "{}"',
    'password = os.environ.get("DB_PASSWORD") or "{}"', 'const password = process.env.PW || "{}";', 'passwords = ["{}"]', "password='''{}'''",
    "CREATE USER ada WITH PASSWORD '{}';", "CREATE USER 'ada'@'%' IDENTIFIED BY '{}'", '<input type="password" value="{}">',
    '{{"name": "DB_PASSWORD", "value": "{}"}}', '{{"value": "{}", "name": "DB_PASSWORD"}}', '- name: DB_PASSWORD\n  value: "{}"',
    "<property><name>db.password</name><value>{}</value></property>", 'name="password" value="{}"',
]  # fmt: skip
COMMANDS = [
    "!docker login -u ada -p '{}' registry.example.org", "!echo '{}' | docker login -u ada --password-stdin", "!echo '{}' | sudo -S apt install x",
    "!sshpass -p '{}' ssh ada@h", "!mysql -u root -p'{}' db", "!mariadb-dump -p'{}' db", "!mysqldump --password='{}' db", "!redis-cli -h h -a '{}' ping", "PGPASSWORD='{}' psql",
    "%env PGPASSWORD={}", "os.environ['PGPASSWORD'] = '{}'", "!wget --user=ada --password='{}' https://h/", "!wget --http-password='{}' https://h/",
    "!mongosh -u ada -p '{}' h/db", "!7z x -p'{}' a.7z", "!unzip -P '{}' a.zip", "!openssl enc -d -aes256 -k '{}' -in a", "!lftp -u ada,'{}' h",
    "!twine upload -u ada -p '{}' dist/*", "!sqlcmd -S h -U ada -P '{}' -Q q", "!ldapsearch -x -D cn=ada -w '{}' -b dc=h", "!smbclient -U ada%'{}' //h/s",
    "!az login -u ada@example.org -p '{}'", "!oc login h -u ada -p '{}'", "!keytool -list -storepass '{}'", "!ssh-keygen -N '{}' -f k",
    "!http -a ada:'{}' h", "!mosquitto_pub -h h -u ada -P '{}' -t t", "!rabbitmqctl add_user ada '{}'", "!mc alias set m https://h ada '{}'",
    "!poetry config http-basic.acme ada '{}'", "!echo root:'{}' | chpasswd", "!echo 'root:{}' | sudo chpasswd", "!SSHPASS='{}' sshpass -e ssh h",
    "!mount -t cifs -o user=ada,pass='{}' //h/s /mnt", "!redis-server --requirepass '{}'",
    "!gpg --batch --passphrase '{}' -d a", "!python run.py --password '{}'",
    "!buildah login -u ada -p '{}' quay.io", "!skopeo copy --src-creds ada:'{}' docker://a dir:b", "!skopeo copy --dest-creds=ada:'{}' dir:b docker://a",
    "!skopeo inspect --creds=ada:'{}' docker://a", "!podman pull --creds ada:'{}' quay.io/a", "!poetry publish -u ada -p '{}'", "!yt-dlp -u ada -p '{}' https://h/",
    "!beeline -u jdbc:hive2://h -n ada -p '{}'", "!xh -a ada:'{}' h", "!https --auth ada:'{}' h", "!xfreerdp /v:h /u:ada /p:'{}'",
    "!gh secret set X --body '{}'", "!gh secret set X -b '{}' -R ada/x", "!redis-cli AUTH '{}'", "!redis-cli -h h auth default '{}'",
    "!openssl pkcs12 -export -in c -password pass:'{}'", "!smbclient //h/s '{}' -U ada", "!rclone config create r webdav url https://h user ada pass '{}'",
    r"net use Z: \\h\s /user:ada '{}'", r"net use \\h\s '{}' /user:ada",
    "!mycli -h h -u root -p '{}' db", "!rdesktop -u ada -p '{}' h", "!snowsql -a acme -u ada -p '{}' -q q", "!bcp db.t out a.txt -S h -U sa -P '{}'",
    "!airflow users create -u ada -p '{}' -r Admin", "!plink -u ada -pw '{}' h", "!vsql -U ada -w '{}' -h h", "!ibmcloud login -u ada -p '{}'",
    "os.system(\"gallery-dl -u ada -p '{}' https://h\")", "make && sentinelsat -u ada -p '{}' -g a.json", "!rpcclient -U ada%'{}' h", "!net rpc user -U ada%'{}'",
    "!uv publish -u ada -p '{}'", "!ngrok http 80 --basic-auth=ada:'{}'", "!ngrok http -auth 'ada:{}' 80", "!unrar x -p'{}' a.rar", "!rar a -hp'{}' a.rar b",
    "!pdftotext -upw '{}' a.pdf", "!pdftoppm -opw '{}' a.pdf b", "!steghide extract -sf a.jpg -p '{}'", "!keytool -importkeystore -srcstorepass '{}'",
    "!jarsigner -keypass '{}' a.jar k", "!htpasswd -nb ada '{}'", "!mc config host add m https://h ada '{}'", "!mc admin user add m ada '{}'",
    "!net user ada '{}' /add", "!eumdac set-credentials ada '{}'", "!mega-login ada@example.org '{}'", "!openssl passwd -6 -salt xy '{}'",
    "!kinit ada <<< '{}'", "!sudo -S ls <<< '{}'", "!echo '{}' | passwd --stdin ada", "!echo '{}' | sudo passwd ada", "!echo -n '{}' | cryptsetup open d n -",
]  # fmt: skip


@pytest.mark.parametrize("line", CALLS + COMMANDS)
def test_a_password_in_a_call_or_command(line: str) -> None:
    for password in THOUGHT_UP:
        assert found(line.format(password)) == {password}


@pytest.mark.parametrize("program", ["sqlplus", "sqlldr", "expdp", "impdp"])
def test_the_login_of_oracle(program: str) -> None:
    for password in THOUGHT_UP:
        if "@" not in password:  # which Oracle takes for the end of the password
            assert found(f"!{program} ada/{password}@XE directory=d") == {password}
            assert found(f"!{program} ada/{password} directory=d") == {password}


@pytest.mark.parametrize("password", THOUGHT_UP)
@pytest.mark.parametrize("option", ["-u ", "-u", "--user ", "--user=", "-U "])
def test_the_login_of_curl(option: str, password: str) -> None:
    assert found(f"!curl {option}'ada:{password}' https://h/") == {f"ada:{password}"}


SECRET_NAMES = [
    "token", "token_", "api_key", "api_key_", "API_KEY", "access", "ACCESS", "auth", "bearer", "creds", "credential", "tok", "my_pat", "jeton",
    "jeton_acces", "jeton_d_accès", "clé_api", "clef_api", "cle_api", "clave_api", "llave_api", "clave_de_api", "chave_api", "chiave_api", "klucz_api",
    "api_schlüssel", "api_schluessel", "api_anahtarı", "токен", "ключ_api", "密钥", "api密钥", "令牌", "トークン", "APIキー", "アクセスキー", "토큰", "api_키",
]  # fmt: skip


@pytest.mark.parametrize("name", SECRET_NAMES)
@pytest.mark.parametrize(
    "line", ['{} = "{}"', "{} <- '{}'", '{{"{}": "{}"}}', "{}: {}", 'options({} = "{}")']
)
def test_an_unknown_token(name: str, line: str) -> None:
    assert found(line.format(name, WORD)) == {WORD}


LAYOUTS = {
    "compact": '{{"username":"ada","key":"{}"}}',
    "indented": '{{\n  "username": "ada",\n  "key": "{}"\n}}',
    "the other order": '{{\n  "key": "{}",\n  "username": "ada"\n}}',
    "a dictionary": "api = {{'username': 'ada', 'key': '{}'}}",
    "keyword arguments": "dict(username='ada', key='{}')",
    "commented out": '# {{"username":"ada",\n#  "key":"{}"}}',
    "commented out, the other order": '#{{"key": "{}",\n# "username": "ada"}}',
    "echoed": 'echo \'{{"username":"ada","key":"{}"}}\' > kaggle.json',
    "in a string": 'echo "{{\\"username\\":\\"ada\\",\\"key\\":\\"{}\\"}}"',
    "YAML": "username: ada\nkey: {}",
    "INI": "username=ada\nkey={}",
    "kaggle config": "!kaggle config set -n key -v {}",
    "environment": "os.environ['KAGGLE_KEY'] = '{}'",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_key_of_kaggle(layout: str) -> None:
    assert found(LAYOUTS[layout].format(HEX32)) == {HEX32}


TOKENS = [
    '{{"name": "TOKEN", "value": "{}"}}', '{{"value": "{}", "name": "api_key"}}', "- name: ACME_TOKEN\n  value: {}", "{{'key': 'api_key', 'value': '{}'}}",
    "<property><name>acme.token</name><value>{}</value></property>", '<input type="hidden" name="api_key" value="{}">', "field: token, value: {}",
    "!acme login {}", "!acme login --relogin {}", "!acme login --host=https://acme.example.org {}", "!acme auth {}", "!acme login --token {}",
    "!echo {} | gh auth login --with-token", "https://conda.example.org/t/{}/acme/noarch", "https://prefix.example.org/api/t/{}/acme",
    "https://{}:x-oauth-basic@github.com/a/b.git", "https://x-access-token:{}@github.com/a/b.git", "https://oauth2:{}@gitlab.com/a/b.git",
    "https://ada:{}@git.example.org/b.git",
]  # fmt: skip


@pytest.mark.parametrize("line", TOKENS)
def test_a_token_in_its_surroundings(line: str) -> None:
    assert found(line.format(WORD)) == {WORD}


def quoted(signature: str) -> str:
    return signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


SHA1, SHA256 = quoted(chars(BASE64, 27) + "="), quoted(chars(BASE64, 43) + "=")
RSA = quoted(chars(BASE64, 342) + "==")
FLOW = chars(string.ascii_letters + string.digits + "_-", 42) + "x"
COOKIE = chars(string.ascii_letters + string.digits + "~-", 340) + "__"
SIGNED = {
    "S3, version 2": ("https://b.s3.amazonaws.com/k?AWSAccessKeyId=minio-1&Expires=1&Signature={}", SHA1),
    "S3, version 2, signature first": ("https://h/k?Signature={}&Expires=1&AWSAccessKeyId=minio-1", SHA1),
    "S3, version 2, in HTML": ("https://h/k?AWSAccessKeyId=minio-1&amp;Expires=1&amp;Signature={}", SHA1),
    "S3, version 4, signature first": ("https://h/k?X-Amz-Signature={}&X-Amz-Expires=60", HEX64),
    "S3, a form": ('"X-Amz-Signature": "{}"', HEX64),
    "OSS": ("https://b.oss-cn-beijing.aliyuncs.com/k?OSSAccessKeyId=a&Expires=1&Signature={}", SHA1),
    "GCS, version 2": ("https://storage.googleapis.com/b/k?GoogleAccessId=a@p&Expires=1&Signature={}", RSA),
    "GCS, version 2, signature first": ("https://storage.googleapis.com/b/k?Signature={}&GoogleAccessId=a%40p", RSA),
    "GCS, version 4": ("https://storage.googleapis.com/b/k?X-Goog-Credential=a%40p&X-Goog-Expires=9&X-Goog-Signature={}", HEX512),
    "GCS, version 4, HMAC": ("https://storage.googleapis.com/b/k?x-goog-signature={}&x-goog-expires=9", HEX64),
    "CloudFront": ("https://d1.cloudfront.net/a?Expires=1&Signature={}&Key-Pair-Id=K2J", COOKIE),
    "CloudFront, key first": ("https://d1.cloudfront.net/a?Key-Pair-Id=K2J&Signature={}&Expires=1", COOKIE),
    "CloudFront, cookie": ("Cookie: CloudFront-Signature={}; CloudFront-Key-Pair-Id=K2J", COOKIE),
    "SAS": ("https://a.blob.core.windows.net/c?sp=r&se=2027-01-01&sv=2024-11-04&sr=c&sig={}", SHA256),
    "SAS, signature first": ("https://a.blob.core.windows.net/c?sig={}&se=2027-01-01&sv=2024-11-04", SHA256),
    "SAS, signature between": ("https://a.blob.core.windows.net/c?sv=2024-11-04&sig={}&sp=r", SHA256),
    "SAS, in HTML": ("https://a.blob.core.windows.net/c?sv=2024-11-04&amp;sp=r&amp;sig={}", SHA256),
    "SAS, Service Bus": ("SharedAccessSignature sr=n.servicebus.windows.net&sig={}&se=1&skn=k", SHA256),
    "Power Automate": ("https://prod-1.westeurope.logic.azure.com:443/workflows/0/invoke?sp=%2Frun&sv=1.0&sig={}", FLOW),
    "Power Automate, Power Platform": ("https://d.1.environment.api.powerplatform.com/x/invoke?sv=1.0&sig={}", FLOW),
    "Power Automate, signature first": ("https://prod-1.westeurope.logic.azure.com/workflows/0/invoke?sig={}&sv=1.0", FLOW),
}  # fmt: skip


@pytest.mark.parametrize("url", SIGNED)
def test_a_signed_url(url: str) -> None:
    line, signature = SIGNED[url]
    assert found(line.format(signature)) == {signature}


BOT = f"{chars(string.digits, 9)}:AA{chars(string.ascii_letters + string.digits, 33)}"
GITLAB = "gl" + f"pat-{chars(string.ascii_letters + string.digits, 20)}"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"https://api.telegram.org/bot{BOT}/getMe", BOT),
        (f"https://api.telegram.org/file/bot{BOT}/a.png", BOT),
        (f"requests.get(f'https://api.telegram.org/bot{BOT}/sendMessage?chat_id=1')", BOT),
        (f"token: {GITLAB}", GITLAB),
        (
            f"token: ACME-{GITLAB}",
            f"ACME-{GITLAB}",
        ),  # an instance of GitLab with a prefix of its own
    ],
)
def test_what_is_glued_to_a_token(text: str, secret: str) -> None:
    assert found(text) == {secret}


HARMLESS = [
    # Code, calls and questions.
    "password = getpass('Password: ')", "pw = input('pw for user-1? ')", 'passwd = os.environ["DB_PASSWORD_2024"]', "mot_de_passe = getpass()",
    'senha = config["db"]["senha_2"]', "пароль = input('Введите пароль 1: ')", "密码 = input('请输入密码1：')", "password=None, token=None",
    "pass", "    pass  # TODO: see issue 4711", "if ok: pass", "tests pass: 3 of 4", "first pass: loss=0.12, F1=0.93", "pass_rate = '98.5%'",
    "passengers = 'Titanic-1912a'", "passage: 'Genesis 1:1-3'", "compass = 'North-90E'", "bypass = 'v2.1-Rev3'",
    "pwd = os.getcwd()", "!pwd; ls /content/drive-2", "pwd: /home/ada/project-2", "PWD=/content/drive/MyDrive/A-1", "password_hash = 'abc'", "auth = HTTPBasicAuth(user, password)",
    "auth = ('ada', getpass())", "server.login(user, password)", "ftp.login('anonymous', 'anonymous')", "client.connect('broker.example.org', 1883, 60)",
    "button.clicked.connect(self.on_click_2)", "sqlite3.connect('Sales-2024.db', 5)", "ws.connect('wss://h.example.org/v2', 'Chat-v1.json')",
    "user, password = credentials", "user, password = 'ada', getpass()", "user, password = 'user', 'password'", "archive.setpassword(pwd)",
    "spans(PASSWORD), 'beyond Latin-1'", "password = 'beyond Latin-1'", '"password": "at least Eight-8 signs"',
    "password = '(?=.*[A-Z])[A-Za-z0-9!]{8,64}'", "PW = r'[0-9a-f]{64}'", "connections are identified by a 4-Tuple",
    '"AmazonConnect_FullAccess",\n "AWSXrayWriteOnlyAccess2X"', "urn:ietf:params:oauth:jwk-thumbprint:sha-256:x1y2Z3a4B5c6D7e8",
    r'"access": "\u5185\u6838\u5386\u53f2\u8bb0\u5f55\u8bbf\u95ee"',
    "unused token\nindex e9609c4..28794f9 100644", "token: e9609c41..28794f9a",
    '"master_password", "db.m3.2xlarge"', "access_key: cache.t4g.micro", 'password = "db.r6g.16xlarge"', "?token=getpass (1)",
    # Placeholders and defaults.
    "password = 'your-Password-1'", "Passwort: <Passwort1>", "Passwort: ********", "mot de passe: VOTRE_MOT_DE_PASSE_1", "contraseña = 'TU_CONTRASEÑA_1'",
    "senha: 'SUA_SENHA_1'", "пароль = 'пароль'", "密码：********", "パスワード：xxxxxxxx1", "password = 'Password123!'", "password = 'changeme1!'",
    "postgresql://postgres:postgres@localhost/db", "postgresql://user:Password1@localhost/db", "redis://:secret1@localhost", "mysql://root:root123!@h/db",
    "!docker login -u ada -p $TOKEN", "!docker login -u ada --password-stdin < token-1.txt", "!echo $TOKEN_2 | docker login --password-stdin",
    "!sshpass -p $SSHPASS ssh ada@h", "!mysql -u root -p db2", "!redis-cli -a $REDIS_PASSWORD_1 ping", "!redis-cli -n 2 get Key-1a", "!unzip -P a.zip",
    "!unzip -q Data-2024a.zip -d out", "!7z x Data-2024a.7z -o/content/out-1", "!openssl enc -k $KEY_1 -in a", "!mongosh -p $PW_1 h/db",
    "!buildah login -u ada -p $PW_1 q", "!skopeo copy --src-creds $USER_1:$PW_1 docker://a dir:b", "!skopeo copy docker://a/Img-1a dir:b", "!poetry publish -p $PW_1",
    "!yt-dlp -f 137+140 -o Video-1a.mp4 https://h/v", "!yt-dlp --playlist-items 1-5 -P Folder-1a https://h/v", "!xfreerdp /v:Host-1a /u:ada /p:$PW_1",
    "!gh secret set X < Token-1a", "!gh secret set X --body $PW_1", "!redis-cli AUTH $PW_1", "!smbclient //h/s -U ada", "!smbclient //h/s $PW_1", "!xh -a $USER_1:$PW_1 h",
    "!rclone config create r drive scope drive.readonly", "!rclone config create r webdav pass $PW_1", r"net use Z: \\h\Share-1a /persistent:yes", "!expdp ada@Db-2024 d=Dir-1a",
    "!twine upload -u ada -p $PW_1 dist/*", "!sqlcmd -S h -U ada -P $PW_1", "!echo root:$PW_1 | chpasswd", "!az login -u ada -p $PW_1", "!ssh-keygen -N '' -f Key-1a",
    "!sqlplus ada@Db-2024", "!sqlplus ada/$PW_1", "!sqlldr ada control=Load-1a.ctl", "!mycli -u root -p $PW_1", "!docker run -u root -p 8888:8888 Image-1a",
    "!docker run -u ada -p 127.0.0.1:80:80/tcp a", "!mysql -u root -p Sales-2024", "!psql -U ada -p 5432 Sales-1a", "!python train.py -u Unet-2d -p Folder-1a",
    "!pip install -U -p Python3.11 a", "!pip install -U Package-1a", "!ps -u ada -p 4711", "!uv publish -p $PW_1", "!ngrok http 80 --basic-auth=$USER_1:$PW_1", "!rar a Data-2024a.rar b",
    "!pdftotext -upw $PW_1 a.pdf", "!steghide extract -sf Img-1a.jpg -p $PW_1", "!net user ada /active:No1", "!eumdac set-credentials $KEY_1 $PW_1", "!mega-login ada@b.example $PW_1",
    "!openssl passwd -6 $PW_1", "!htpasswd -nb ada $PW_1", "!wc -w <<< 'Text-1a, and more'", "!kinit ada <<< $PW_1", "<<<<<<< HEAD-1a2b", "!echo $PW_1 | passwd --stdin ada",
    "!echo 'Version-1a' | tee /etc/passwd.txt", "| -u USER -p Port-1a |", "!smbclient -U ada //h/Share-1a", "!http -a $USER_1:$PW_1 h", "!rabbitmqctl add_user ada $PW_1",
    "!curl -u $USER_1:$TOKEN_1 https://h/", "!wget --password=$PW_1 https://h/", "!acme login", "!acme login --help", "!acme login ada@example.org-2",
    "!gcloud auth application-default login", "!gh auth login --with-token < token-1.txt", "!huggingface-cli login --token $HF_TOKEN_1",
    # Names that say something else, and prose.
    "parola = 'ciao'", "clave = 'nombre_2'", "clave: 'id_cliente-1'", "llave = 'registro_10'", "chave = 'valor-2'", "access = 'read-write-2'",
    "access: public-v2.1", "auth: none", '"auth": "OAuth2.0-PKCE"', "bearer = HTTPBearer()", "Authorization: Bearer $TOKEN", "token_ = tokenizer.decode(ids_2)",
    "tok = 'New-York_2024'", "api_key_ = None", "creds = 'service-account-2024.json'", "jeton = 'pion-2-rouge'", "анализ токенов 2024 года",
    "传入令牌 token 2048 个", "トークン数: 4096", "토큰 수: 1024", "密钥长度为256位", "キー: value-1", "パスワードは8文字以上1数字", "비밀번호는 8자 이상 1개",
    '{"name": "learning_rate", "value": "1e-4"}', '{"name": "token_count", "value": "2048"}', '{"value": "TextModel-1a", "name": "password_label"}',
    "<property><name>token.count</name><value>4096</value></property>", '{"name": "max_tokens", "value": "Model-2a"}',
    "https://discuss.pytorch.org/t/how-to-use-cuda-11-8-with-pytorch-2-0/174321/5", "https://h/t/short/1", "https://h/k?Signature=none&Expires=1",
    "https://h/k?Expires=1&Key-Pair-Id=K2J", "https://h/k?sv=1&sig=", "https://img.example.org/a?sig=small&sp=1",
    "https://api.telegram.org/bot<TOKEN>/getMe", "https://api.telegram.org/bot{BOT_TOKEN_1}/sendMessage", "username: ada\nkey: value",
    "X-Amz-Credential=AKI/20261126/us-east-1/s3/aws4_request", "X-Goog-Credential=a%40p.iam/20261126/auto/storage/goog4_request",
]  # fmt: skip


@pytest.mark.parametrize("line", HARMLESS)
def test_what_only_looks_like_that(line: str) -> None:
    assert found(line) == set()

"""全部设置在这一个文件里；地方可变的东西不在这里，在数据和机制包里。"""

import os
from pathlib import Path

from lianxin.config import env
from lianxin.config.secret import secret_key
from lianxin.ops import embedded

BASE_DIR = Path(__file__).resolve().parents[2]
LIANXIN_HOME = env.home()
SHARED_DIR = Path(env.text("LIANXIN_SHARED") or BASE_DIR.parent / "shared")

SECRET_KEY = secret_key(LIANXIN_HOME)
DEBUG = env.flag("LIANXIN_DEBUG", default=False)
ALLOWED_HOSTS = env.text("LIANXIN_HOSTS", "*").split(",")
PORT = env.number("PORT", 8000)
BIND = env.text("LIANXIN_BIND", "127.0.0.1")
PUBLIC_URL = env.text("LIANXIN_PUBLIC_URL") or f"http://127.0.0.1:{PORT}"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
# 反向代理所在的网段：只信它们转来的 X-Forwarded-For。
TRUSTED_PROXIES: list[str] = env.text("LIANXIN_TRUSTED_PROXIES", "127.0.0.0/8,::1/128").split(",")
# 公众写入的限速：同一网络地址每分钟几次，0 不限；几个网页进程平分。
API_WRITES_PER_MINUTE = env.number("LIANXIN_API_WRITES_PER_MINUTE", 120)
# 附件查毒：clamd 的地址；没查成的先收下等着（hold），或先不收（refuse）。
SCANNER = env.text("LIANXIN_SCANNER")
SCANNER_SECONDS = env.number("LIANXIN_SCANNER_SECONDS", 15)
SCANNER_REFUSES = env.choice("LIANXIN_SCANNER_DOWN", "hold", "refuse") == "refuse"
CRYPTO_SUITE = env.text("LIANXIN_CRYPTO", "aes-gcm")

# 下层在前：事件的订阅按登记次序送达，下层先收到。
_MODULES = (
    "orgs audit access files notify lexis documents outcomes ratings ballots casework deputies "
    "stations opinions learning legislation meetings activities livelihood supervision suggestions "
    "appraisal publicity duty insight ops exchange openapi workbench portal"
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lianxin.config",
    *(f"lianxin.{name}" for name in _MODULES.split()),
]

MIDDLEWARE = [
    "lianxin.ops.metrics.measured",
    "lianxin.openapi.gate.always_json",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lianxin.config.middleware.safety_headers",
    "lianxin.config.middleware.phone_changes_hands",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lianxin.config.middleware.kind_refusals",
]

ROOT_URLCONF = "lianxin.config.urls"
WSGI_APPLICATION = "lianxin.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lianxin" / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lianxin.config.context.display",
            ],
        },
    },
]

EMBEDDED_DATABASE = not env.text("DATABASE_URL")
POOL = env.number("LIANXIN_POOL", 12)
WEB_PROCESSES = env.number("LIANXIN_WEB", min(4, os.cpu_count() or 1))

EMBEDDED_DATA = LIANXIN_HOME / "postgres"
DATABASES = {"default": env.database(env.text("DATABASE_URL") or embedded.url(EMBEDDED_DATA))}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]
    "pool": {"min_size": 1, "max_size": POOL, "timeout": 10},
}
# 数据库重启后，池里的旧连接借出前先验一下，不让使用者碰上。
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 登录限次记在库里：几个网页进程、几台机器合起来算，多开进程不会多给次数。
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lianxin_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# 密码用 scrypt 存；旧的 PBKDF2 照认，下次登录时换成新的。
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "lianxin.access.adapters.ClosedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# 每页四周的栏目由谁给；与工作台同层的几扇门从这里取。
DESK_FRAME = "lianxin.workbench.web.desk.frame"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = LIANXIN_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "lianxin" / "config" / "static"]
MEDIA_ROOT = LIANXIN_HOME / "files"
# 各地自己加的活动种类，一种一个文件。
ACTIVITY_KINDS = LIANXIN_HOME / "kinds"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lianxin.config.storage.HashedStaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
CSRF_FAILURE_VIEW = "lianxin.config.errors.csrf_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC_URL.startswith("https://") else None
)

# 往外发消息的通道；没有写服务器、网址的就没有这条通道，消息只在站内。见 docs/messages.md。
NOTIFY = env.gateways()
EMAIL_HOST = env.text("LIANXIN_SMTP_HOST", "localhost")
EMAIL_PORT = env.number("LIANXIN_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("LIANXIN_SMTP_USER")
EMAIL_HOST_PASSWORD = env.secret("LIANXIN_SMTP_PASSWORD")
EMAIL_USE_SSL = env.flag("LIANXIN_SMTP_SSL", default=False)
EMAIL_USE_TLS = env.flag("LIANXIN_SMTP_STARTTLS", default=False)
EMAIL_TIMEOUT = env.number("LIANXIN_GATEWAY_TIMEOUT", 10)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
METRICS_DIR = LIANXIN_HOME / "metrics"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stdout"], "level": env.text("LIANXIN_LOG", "WARNING")},
    # 四百几的答复是常事，由指标去数，不写进日志。
    "loggers": {"django.request": {"level": "ERROR"}},
}

"""网页服务的入口。"""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.config.settings")

application = get_wsgi_application()
# 先把网址和页面都装进来，头一个来的人不用等。
get_resolver().url_patterns  # noqa: B018

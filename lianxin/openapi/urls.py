"""接口的网址。"""

from django.urls import URLPattern, URLResolver

app_name = "openapi"
urlpatterns: list[URLPattern | URLResolver] = []

"""现场的公开网址：大屏、手机表决、网上接待的预约。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.portal.web import booking, live

urlpatterns: list[URLPattern | URLResolver] = [
    path("live/", live.find, name="live_find"),
    path("live/<slug:number>/", live.screen, name="live_screen"),
    path("live/<slug:number>/rate/", live.rate, name="live_rate"),
    path("book/mine/", booking.mine, name="booking_find"),
    path("book/<int:pk>/", booking.book, name="book"),
]

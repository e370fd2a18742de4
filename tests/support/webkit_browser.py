"""A WebKitGTK browser for WebKitWebDriver that keeps its profile: `browser.py PROFILE --automation`

The distribution's MiniBrowser gives every automated session an ephemeral store
(Tools/MiniBrowser/gtk/main.c: `privateMode || automationMode ? …_new_ephemeral()`), so its stored
data ends with it. Only that is different here. It calls the installed libraries through ctypes, so
it needs no typelib, header or compiler.
"""

import ctypes
import os
import sys
from pathlib import Path

GTK = ctypes.CDLL("libgtk-3.so.0")
WEBKIT = ctypes.CDLL("libwebkit2gtk-4.1.so.0")
GOBJECT = ctypes.CDLL("libgobject-2.0.so.0")

POINTER, END = ctypes.c_void_p, ctypes.c_void_p(None)
HANDLER = ctypes.CFUNCTYPE(None, POINTER, POINTER, POINTER)
MAKER = ctypes.CFUNCTYPE(POINTER, POINTER, POINTER)
CLOSER = ctypes.CFUNCTYPE(None, POINTER, POINTER)

for make in (
    GTK.gtk_window_new,
    GOBJECT.g_object_new,
    WEBKIT.webkit_website_data_manager_new,
    WEBKIT.webkit_web_context_new_with_website_data_manager,
    WEBKIT.webkit_application_info_new,
    WEBKIT.webkit_web_view_get_settings,
):
    make.restype = POINTER
WEBKIT.webkit_web_view_get_type.restype = ctypes.c_size_t

windows: dict[int, int] = {}  # by view


def connect(instance: int, signal: bytes, handler: object) -> None:
    """Call `handler`, which must stay referenced, on a signal."""
    GOBJECT.g_signal_connect_data(POINTER(instance), signal, handler, END, END, 0)


def open_context(profile: Path) -> int:
    """A web context whose data and cache lie in `profile`."""
    manager = WEBKIT.webkit_website_data_manager_new(
        b"base-data-directory",
        bytes(profile / "data"),
        b"base-cache-directory",
        bytes(profile / "cache"),
        END,
    )
    return WEBKIT.webkit_web_context_new_with_website_data_manager(POINTER(manager))


@CLOSER
def close(view: int, _: int) -> None:
    """Close a view's window, and with the last one the browser."""
    GTK.gtk_widget_destroy(POINTER(windows.pop(view)))
    if not windows:
        GTK.gtk_main_quit()


@MAKER
def open_view(_session: int, _: int) -> int:
    """A view in its own window, for the driver."""
    view = GOBJECT.g_object_new(
        ctypes.c_size_t(WEBKIT.webkit_web_view_get_type()),
        *(b"web-context", POINTER(context)),
        *(b"is-controlled-by-automation", ctypes.c_int(True)),
        END,
    )
    settings = WEBKIT.webkit_web_view_get_settings(POINTER(view))
    WEBKIT.webkit_settings_set_enable_write_console_messages_to_stdout(POINTER(settings), True)
    windows[view] = window = GTK.gtk_window_new(0)
    GTK.gtk_window_set_default_size(POINTER(window), 400, 800)
    GTK.gtk_container_add(POINTER(window), POINTER(view))
    GTK.gtk_widget_show_all(POINTER(window))
    connect(view, b"close", close)
    return view


@HANDLER
def automate(_context: int, session: int, _: int) -> None:
    """Name ourselves, and open views as the driver asks for them."""
    info = WEBKIT.webkit_application_info_new()
    WEBKIT.webkit_application_info_set_name(
        POINTER(info), b"MiniBrowser"
    )  # the name Selenium asks for
    version = (
        getattr(WEBKIT, f"webkit_get_{part}_version")() for part in ("major", "minor", "micro")
    )
    WEBKIT.webkit_application_info_set_version(
        POINTER(info), *(ctypes.c_uint64(number) for number in version)
    )
    WEBKIT.webkit_automation_session_set_application_info(POINTER(session), POINTER(info))
    connect(session, b"create-web-view", open_view)


if __name__ == "__main__":
    log = os.open(Path(sys.argv[1]) / "console.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for output in (1, 2):  # the driver throws both away
        os.dup2(log, output)
    GTK.gtk_init(END, END)
    context = open_context(Path(sys.argv[1]))
    WEBKIT.webkit_web_context_set_automation_allowed(POINTER(context), True)
    connect(context, b"automation-started", automate)
    GTK.gtk_main()

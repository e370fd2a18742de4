"""The addresses that more than one module names."""

API = "/api/v1/"
FEEDBACK_API = f"{API}feedback"
OPENAPI = f"{API}openapi.json"
RELEASE_API = f"{API}release"
SEARCH_API = f"{API}search"
SEARCH_INDEX = f"{API}search-index"

ALIVE, READY = HEALTH_CHECKS = ("/healthz", "/readyz")

BODIES = "/c/"  # bodies and deltas, each under its hash
EMBED = "/embed/"  # cards that any page may frame
EMBED_STYLESHEET = "/embed.css"
HEADS = "/heads.json"  # only the server reads it
MANIFEST = "/manifest.webmanifest"
ROBOTS = "/robots.txt"
SERVICE_WORKER = "/sw.js"
SHARED_PICTURE = "/shared.png"
SITEMAP = "/sitemap.xml"

FEEDBACK_PAGE = "/feedback"
FEEDBACK_REFUSED_PAGE = "/feedback/refused"
FEEDBACK_STORED_PAGE = "/feedback/stored"
NOT_FOUND_PAGE = "/404"
OFFLINE_PAGE = "/offline"
RESET_PAGE = "/reset"
SEARCH_PAGE = "/search"

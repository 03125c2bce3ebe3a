# Varnish 7 in front of one bank. Keeps what the bank says is public, for as long as the bank says, and nothing else.
# The bank tells it what has changed: bank serve --purge varnish=http://127.0.0.1:7481/
#
#   varnishd -F -a 127.0.0.1:7481,HTTP -a 127.0.0.1:7483,PROXY -f /etc/varnish/bank.vcl -s malloc,256m
#
# TLS ends before it, in hitch or haproxy, which hands visitors over with the PROXY protocol (port 7483).
vcl 4.1;

import std;

backend bank {
    .host = "127.0.0.1";
    .port = "7480";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 30s;
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may say what has changed: the bank alone.
acl origin {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "BAN") {
        call changed;
    }
    # Live connections are handed through. vcl_pipe makes sure that nothing else is.
    if (req.url ~ "^/v1/live(\?|$)" && req.http.Upgrade ~ "(?i)^websocket$") {
        return (pipe);
    }
    unset req.http.X-Shared;
    if (req.restarts == 0) {
        unset req.http.X-Away;
    }
    if (req.method == "GET" || req.method == "HEAD") {
        call shared;
    }
    # Everything that is not named in `shared` belongs to one customer.
    if (!req.http.X-Shared) {
        return (pass);
    }
    # Public answers do not depend on who asks; so cookies and tokens are dropped.
    unset req.http.Cookie;
    unset req.http.Authorization;
    return (hash);
}

sub changed {
    # A request that another proxy passed on is not the bank's own: it has a longer X-Forwarded-For.
    if (client.ip !~ origin || req.http.X-Forwarded-For != "" + client.ip) {
        return (synth(403, "Only the bank may do this"));
    }
    if (req.http.Surrogate-Key !~ "^[a-z0-9-]+(\|[a-z0-9-]+)*$") {
        return (synth(400, "Expected tags, with | between them"));
    }
    if (!std.ban("obj.http.Surrogate-Key ~ (^|\s)(" + req.http.Surrogate-Key + ")(\s|$)")) {
        return (synth(400, std.ban_error()));
    }
    return (synth(200, "Banned"));
}

# Which paths are public, and which parts of a query the bank reads there. What it does not read is cut off, so that
# tracking parameters neither miss nor fill the cache.
sub shared {
    if (req.url ~ "^/(assets/[^/?]+|openapi\.json|\.well-known/jwks\.json)(\?|$)") {
        set req.http.X-Shared = "yes";
        set req.url = regsub(req.url, "\?.*$", "");
    } elsif (req.url ~ "^/v1/(organisations(/[0-9]+)?|needs|giving/totals)(\?|$)") {
        # The bank refuses parameters that it does not know: they have to reach it.
        set req.http.X-Shared = "yes";
        set req.url = std.querysort(req.url);
    } elsif (req.url ~ "^/v1/live/snapshot(\?|$)") {
        set req.http.X-Shared = "yes";
        set req.url = regsuball(req.url, "(?<=[?&])(?!organisation=)[^&]*(&|$)", "");
    } elsif (req.url ~ "^(/(hi|ta))?/?(\?|$)") {
        set req.http.X-Shared = "yes";
        if (req.url ~ "\?") {
            set req.url = regsuball(req.url, "(?<=[?&])(?!(q|region|needs|sort|after)=)[^&]*(&|$)", "");
            set req.url = std.querysort(req.url);
        }
    } elsif (req.url ~ "^(/(hi|ta))?/needs/?(\?|$)") {
        set req.http.X-Shared = "yes";
        set req.url = regsuball(req.url, "(?<=[?&])(?!after=)[^&]*(&|$)", "");
    } elsif (req.url ~ "^(/(hi|ta))?/(transparency|register|reference|problems/[a-z_]+|o/[0-9]+(/feed)?)/?(\?|$)") {
        set req.http.X-Shared = "yes";
        set req.url = regsub(req.url, "\?.*$", "");
    }
    if (req.http.X-Shared && req.url ~ "[?&]$|./(\?|$)") {
        set req.url = regsub(req.url, "[?&]+$", "");
        set req.url = regsub(req.url, "^(/.+?)/(\?|$)", "\1\2");
    }
}

# One site, whatever name it is asked for by: no visitor can fill the cache with names.
sub vcl_hash {
    hash_data(req.url);
    return (lookup);
}

# A refused upgrade must not leave the connection open: what came after it would reach the bank unseen, with any
# X-Forwarded-For. So the bank is told to close unless it upgrades.
sub vcl_pipe {
    set bereq.http.Upgrade = "websocket";
    set bereq.http.Connection = "Upgrade, close";
    return (pipe);
}

# Objects live for stale-if-error. One that is older than stale-while-revalidate is shown only while the bank is away.
sub vcl_hit {
    if (obj.ttl < 0s && obj.ttl + std.duration(obj.http.X-While-Revalidate, 0s) < 0s
        && !req.http.X-Away && std.healthy(req.backend_hint)) {
        set req.grace = std.duration(obj.http.X-While-Revalidate, 0s);
        set req.http.X-Away = "perhaps";
        return (restart);
    }
    return (deliver);
}

sub vcl_backend_fetch {
    unset bereq.http.X-Shared;
    unset bereq.http.X-Away;
}

sub vcl_backend_response {
    # Passed: nothing to decide.
    if (bereq.uncacheable) {
        return (deliver);
    }
    # An error of the bank does not push out what is there.
    if (beresp.status >= 500) {
        return (error(503, "The bank does not answer"));
    }
    if (beresp.status == 429 && bereq.is_bgfetch) {
        return (abandon);
    }
    # Only what the bank calls public, and nothing that sets a cookie.
    if (beresp.status != 200 || beresp.http.Set-Cookie || beresp.http.Cache-Control !~ "(?i)\bpublic\b"
        || beresp.http.Cache-Control ~ "(?i)\b(private|no-store)\b") {
        set beresp.uncacheable = true;
        set beresp.ttl = 5s;
        set beresp.grace = 0s;
        return (deliver);
    }
    # Varnish has read s-maxage into ttl and stale-while-revalidate into grace.
    set beresp.http.X-While-Revalidate = beresp.grace + "s";
    if (beresp.http.Cache-Control ~ "stale-if-error=[0-9]+") {
        set beresp.grace = std.duration(
            regsub(beresp.http.Cache-Control, "^.*stale-if-error=([0-9]+).*$", "\1s"), beresp.grace);
    }
    set beresp.keep = 10m;
    if (!beresp.http.Content-Encoding
        && beresp.http.Content-Type ~ "^(text/|application/(json|javascript)|image/svg)") {
        set beresp.do_gzip = true;
    }
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Retry-After = "5";
    set beresp.body = "The bank does not answer. Please try again in a moment.";
    return (deliver);
}

sub vcl_deliver {
    # The bank is away although it seemed well: any copy that stale-if-error allows will do.
    if (resp.status == 503 && req.http.X-Shared && req.http.X-Away != "yes") {
        set req.http.X-Away = "yes";
        set req.grace = 365d;
        return (restart);
    }
    if (obj.hits > 0) {
        set resp.http.X-Cache = "hit";
    } else {
        set resp.http.X-Cache = "miss";
    }
    unset resp.http.X-While-Revalidate;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

sub vcl_synth {
    set resp.http.Cache-Control = "no-store";
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.body = resp.reason;
    return (deliver);
}

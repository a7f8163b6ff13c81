namespace Reactor.Qmp.Tests.Schema;

/// <summary>A schema in QEMU's form, small enough to read, with every meta-type.</summary>
internal static class SmallSchema
{
    public const string Entries = """
        {"name": "STOP", "meta-type": "event", "arg-type": "0"},
        {"name": "GUEST_PANICKED", "meta-type": "event", "arg-type": "1"},
        {"name": "VENDOR_ALARM", "meta-type": "event", "arg-type": "5", "features": ["unstable"]},
        {"name": "cont", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
        {"name": "device_add", "meta-type": "command", "arg-type": "9", "ret-type": "0"},
        {"name": "vendor-format", "meta-type": "command", "arg-type": "6", "ret-type": "[5]", "allow-oob": true, "features": ["deprecated"]},
        {"name": "0", "meta-type": "object", "members": []},
        {"name": "1", "meta-type": "object", "members": [{"name": "action", "type": "2"}, {"name": "info", "type": "3", "default": null}]},
        {"name": "2", "meta-type": "enum", "values": ["pause", "poweroff", "sleep"], "members": [{"name": "pause"}, {"name": "poweroff"}, {"name": "sleep"}]},
        {"name": "3", "meta-type": "object", "tag": "type", "members": [{"name": "type", "type": "4"}],
         "variants": [{"case": "hyper-v", "type": "8"}, {"case": "other", "type": "0"}]},
        {"name": "4", "meta-type": "enum", "values": ["hyper-v", "other"]},
        {"name": "5", "meta-type": "object", "members": [
          {"name": "level", "type": "int"}, {"name": "node-name", "type": "str", "default": null}, {"name": "tags", "type": "[str]"},
          {"name": "kind", "type": "4"}, {"name": "what", "type": "7"}, {"name": "inner", "type": "8"}, {"name": "loose", "type": "any"}]},
        {"name": "6", "meta-type": "object", "tag": "kind", "members": [{"name": "kind", "type": "4"}, {"name": "size", "type": "int", "default": null}],
         "variants": [{"case": "hyper-v", "type": "8"}, {"case": "other", "type": "0"}]},
        {"name": "7", "meta-type": "alternate", "members": [{"type": "str"}, {"type": "int"}]},
        {"name": "8", "meta-type": "object", "members": [{"name": "arg1", "type": "int"}, {"name": "again", "type": "8", "default": null}]},
        {"name": "9", "meta-type": "object", "members": [{"name": "driver", "type": "str"}, {"name": "id", "type": "str", "default": null}]},
        {"name": "[5]", "meta-type": "array", "element-type": "5"},
        {"name": "[str]", "meta-type": "array", "element-type": "str"},
        {"name": "str", "meta-type": "builtin", "json-type": "string"},
        {"name": "int", "meta-type": "builtin", "json-type": "int"},
        {"name": "any", "meta-type": "builtin", "json-type": "value"}
        """;

    public const string Bare = $"[{Entries}]";
}

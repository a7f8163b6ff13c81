using System.Runtime.Versioning;

// Unix sockets, file modes, signals: QEMU's hosts run Linux.
[assembly: SupportedOSPlatform("linux")]

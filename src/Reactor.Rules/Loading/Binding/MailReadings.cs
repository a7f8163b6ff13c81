using System.Globalization;
using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>Readings of what e-mail takes.</summary>
internal static partial class MailReadings
{
    private const int LongestAddress = 254;

    /// <summary>An address alone, without a name. ASCII: what a server that knows nothing newer takes.</summary>
    public static Reading<string> Address { get; } = new ScalarReading<string>("an e-mail address", s =>
        s.Value.Length <= LongestAddress && AddressPattern().IsMatch(s.Value) ? new(s.Value)
        : Parsing<string>.Wrong($"{Shown.Word(s.Value)} is not an e-mail address", "write it alone, such as oncall@example.net"))
    {
        Form = ScalarForm.Text(@"^[^@\s]+@[^@\s]+$", "oncall@example.net") with { MaxLength = LongestAddress },
    };

    /// <summary>A server: <c>HOST</c> or <c>HOST:PORT</c>.</summary>
    public static Reading<SmtpServer> Server { get; } = new ScalarReading<SmtpServer>("a server, such as smtp.example.net:587", ReadServer)
    {
        Form = ScalarForm.Text(@"^\S+$", "smtp.example.net:587"),
    };

    private static Parsing<SmtpServer> ReadServer(YScalar scalar)
    {
        var match = ServerPattern().Match(scalar.Value);
        if (!match.Success)
            return Parsing<SmtpServer>.Wrong($"{Shown.Word(scalar.Value)} is not a server", "write its name and port, such as smtp.example.net:587");
        string host = match.Groups["host"].Value.Trim('[', ']');
        if (!match.Groups["port"].Success)
            return new(new SmtpServer(host, null));
        return int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536
            ? new(new SmtpServer(host, port))
            : Parsing<SmtpServer>.Wrong("a port is a number from 1 to 65535");
    }

    // RFC 5321's Dot-string and Domain.
    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\A(?<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?<port>[0-9]{1,5}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServerPattern();
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reactor.Actors.Operating;

/// <summary>
/// Arguments of a command as the audit keeps them: bounded, and without what may be a secret. Too much is left out rather than too little:
/// passwords, data of secret objects, what is typed into a guest.
/// </summary>
internal sealed partial class MaskedArguments
{
    /// <summary>Values kept; those after them are counted only.</summary>
    internal const int MostValues = 64;

    /// <summary>Characters kept of a text.</summary>
    internal const int LongestText = 256;

    private const string Mask = "***";

    private static readonly string[] s_secretNames = ["keys", "events", "data", "key"];

    private readonly List<string> _secrets = [];
    private int _left = MostValues;

    private MaskedArguments()
    {
    }

    /// <summary>The JSON object that is kept; null for no arguments.</summary>
    public string? Json { get; private init; }

    /// <summary>Makes it.</summary>
    /// <param name="arguments">A JSON object, or empty.</param>
    public static MaskedArguments Of(ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
            return new();
        using var document = JsonDocument.Parse(arguments);
        var masked = new MaskedArguments();
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            masked.Write(writer, document.RootElement, isSecret: false);
        return new MaskedArguments(masked._secrets) { Json = Encoding.UTF8.GetString(buffer.WrittenSpan) };
    }

    private MaskedArguments(List<string> secrets) => _secrets = secrets;

    /// <summary>Takes out of a text what was masked: QEMU may say back what it was given.</summary>
    public string Without(string text) => _secrets.Aggregate(text, (left, secret) => left.Replace(secret, Mask, StringComparison.Ordinal));

    private void Write(Utf8JsonWriter writer, JsonElement value, bool isSecret)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, isSecret);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray())
                {
                    if (--_left < 0)
                        break;
                    Write(writer, element, isSecret);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Kept(value.GetString()!, isSecret));
                break;
            default:
                if (isSecret)
                    writer.WriteStringValue(Mask);
                else
                    value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value, bool isSecret)
    {
        writer.WriteStartObject();
        // {"property": "password", "value": ...}: what a property is set to is named by another member.
        var namesSecret = value.TryGetProperty("property", out var property) && property.ValueKind == JsonValueKind.String && IsSecret(property.GetString()!);
        foreach (var member in value.EnumerateObject())
        {
            if (--_left < 0)
            {
                writer.WriteString("...", "more was given than is kept");
                break;
            }

            writer.WritePropertyName(Shortened.Of(member.Name, LongestText));
            Write(writer, member.Value, isSecret || IsSecret(member.Name) || (namesSecret && member.Name == "value"));
        }

        writer.WriteEndObject();
    }

    private string Kept(string text, bool isSecret)
    {
        if (isSecret)
        {
            Remember(text);
            return Mask;
        }

        var open = UserInfo().Replace(text, $"://{Mask}@");
        var secret = SecretInText().Match(open);
        if (secret.Success)
        {
            Remember(open[(secret.Index + secret.Length)..]);
            open = $"{open[..(secret.Index + secret.Length)]}{Mask}";
        }

        return Shortened.Of(open, LongestText);
    }

    // A short one would take letters out of every sentence.
    private void Remember(string secret)
    {
        if (secret.Length >= 4)
            _secrets.Add(secret);
    }

    private static bool IsSecret(string name) => s_secretNames.Contains(name) || SecretName().IsMatch(name);

    [GeneratedRegex("password|passwd|passphrase|secret|token|credential|cookie", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    // A line for the human monitor, a list of name=value: what stands behind such a word.
    [GeneratedRegex("""(password|passwd|passphrase|secret|token|credential|cookie|authorization)["']?[=:,\s]""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretInText();

    [GeneratedRegex("""://[^/@\s]*@""", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}

using System.Globalization;
using System.Text;
using System.Xml;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Trying;

/// <summary>Results in the form of JUnit's XML, which CI systems read.</summary>
internal static class JUnitFile
{
    public static void Write(string path, IReadOnlyList<TestedFile> files)
    {
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), CheckCharacters = true });
        writer.WriteStartElement("testsuites");
        foreach (var file in files)
        {
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", Safe(file.File.Path));
            writer.WriteAttributeString("tests", Number(file.Outcomes.Count));
            writer.WriteAttributeString("failures", Number(file.Outcomes.Count(o => !o.Passed)));
            foreach (var outcome in file.Outcomes)
            {
                writer.WriteStartElement("testcase");
                writer.WriteAttributeString("classname", Safe(file.File.Path));
                writer.WriteAttributeString("name", Safe(outcome.Name));
                foreach (var failure in outcome.Failures)
                {
                    writer.WriteStartElement("failure");
                    writer.WriteAttributeString("message", $"at {DurationText.Format(failure.At)} (line {Number(failure.Line)})");
                    writer.WriteString(Safe(string.Join('\n', failure.Lines)));
                    writer.WriteEndElement();
                }
                writer.WriteEndElement();
            }
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // XML can't say some characters at all.
    private static string Safe(string text) => string.Concat(text.EnumerateRunes().Select(r =>
        r.Value is 9 or 10 or 13 or (>= 0x20 and <= 0xFFFD) or >= 0x10000 ? r.ToString() : $"\\u{r.Value:x4}"));
}

using System.Text;
using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>One spelling of a body for its fingerprint. Lengths stand in front, so that no two bodies run together.</summary>
internal static class BodyCanonical
{
    public static string Of(BodyNode root)
    {
        var text = new StringBuilder();
        Append(text, root);
        return text.ToString();
    }

    private static void Append(StringBuilder text, BodyNode node)
    {
        switch (node)
        {
            case BodyMap map:
                text.Append('m').Append(map.Entries.Length).Append(':');
                foreach (var (name, child) in map.Entries)
                {
                    AppendText(text, name);
                    Append(text, child);
                }

                break;
            case BodyList list:
                text.Append('l').Append(list.Items.Length).Append(':');
                foreach (var child in list.Items)
                    Append(text, child);
                break;
            case BodyConstant constant:
                text.Append('c').Append((int)constant.Value.Kind).Append(':');
                AppendText(text, constant.Value.ToString());
                break;
            case BodyExpression expression:
                text.Append('x');
                AppendText(text, expression.Program.Canonical);
                break;
            case BodyText template:
                text.Append('t');
                AppendText(text, template.Template.Canonical);
                break;
            default:
                throw new InvalidOperationException($"Unknown node {node.GetType().Name}.");
        }
    }

    private static void AppendText(StringBuilder text, string part) => text.Append(part.Length).Append(':').Append(part);
}

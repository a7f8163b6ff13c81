using System.Text;

namespace Reactor.Cel;

public readonly partial struct CelValue
{
    private const int MaxTextLength = 10_000;
    private const int MaxTextDepth = 20;

    /// <summary>The value for people: a string as it is, a list as <c>[a, b]</c>. Long ones are cut, with an ellipsis.</summary>
    public override string ToString()
    {
        switch (Kind)
        {
            case CelKind.String or CelKind.Type:
                return (string)_object!;
            case CelKind.Error:
                return $"<error: {AsError.Message}>";
            case CelKind.List or CelKind.Map:
                var text = new StringBuilder();
                Append(text, this, 0);
                return text.ToString();
            default:
                return Formatting.Scalar(this);
        }
    }

    private static void Append(StringBuilder text, in CelValue value, int depth)
    {
        if (text.Length > MaxTextLength || (depth > MaxTextDepth && value.Kind is CelKind.List or CelKind.Map))
        {
            text.Append('…');
        }
        else if (value.Kind == CelKind.List)
        {
            var list = value.AsList;
            text.Append('[');
            for (var i = 0; i < list.Count && text.Length <= MaxTextLength; i++)
            {
                text.Append(i == 0 ? "" : ", ");
                Append(text, list[i], depth + 1);
            }

            text.Append(']');
        }
        else if (value.Kind == CelKind.Map)
        {
            var map = value.AsMap;
            var separator = "";
            text.Append('{');
            foreach (var key in map.Keys)
            {
                if (text.Length > MaxTextLength)
                    break;
                map.TryGet(key, out var item);
                Append(text.Append(separator), key, depth + 1);
                Append(text.Append(": "), item, depth + 1);
                separator = ", ";
            }

            text.Append('}');
        }
        else
        {
            text.Append(value.ToString());
        }
    }
}

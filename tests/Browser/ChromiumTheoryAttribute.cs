namespace Browser;

/// <summary>As <see cref="ChromiumFactAttribute"/>, for several cases.</summary>
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = new ChromiumFactAttribute().Skip;
}

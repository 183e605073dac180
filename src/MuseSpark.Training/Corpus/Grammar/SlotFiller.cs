using System.Text.RegularExpressions;

namespace MuseSpark.Training.Corpus.Grammar;

/// <summary>Fills {slots} from the cast. A slot that starts with a capital gives a capital.</summary>
/// <param name="captions">Scene lines and prompts name everyone anew; a running text says "a fox" once and "the fox" from then on.</param>
internal sealed partial class SlotFiller(GrammarData data, StoryCast cast, Random random, bool captions)
{
    private Character _who = cast.Hero;

    /// <summary>Prompts mention the hero's trait and name; scene lines only what can be seen.</summary>
    public bool Prompt { get; init; }

    /// <summary>What the thread or the plot is about beside the hero; null where there is nothing.</summary>
    public Subject? Subject { get; init; } = cast.Subject;

    public string Fill(string template)
    {
        if (template.StartsWith("[friend]", StringComparison.Ordinal)) (_who, template) = (cast.Friend, template[8..]);
        else if (template.StartsWith("[hero]", StringComparison.Ordinal)) (_who, template) = (cast.Hero, template[6..]);
        return Slot().Replace(template, match =>
        {
            var slot = match.Groups[1].Value;
            var value = Value(char.ToLowerInvariant(slot[0]) + slot[1..]);
            return char.IsUpper(slot[0]) && value.Length > 0 ? char.ToUpperInvariant(value[0]) + value[1..] : value;
        });
    }

    private string Value(string slot) => slot switch
    {
        "hero" => Refer(cast.Hero),
        "a hero" => Named(cast.Hero),
        "a hero new" => Introduce(cast.Hero),
        "kind" => cast.Hero.Kind.Name,
        "a kind" => WithArticle(cast.Hero.Kind.Name),
        "a named" => WithArticle(random.Next(2) == 0 ? cast.Hero.Described : cast.Hero.Kind.Name) + (cast.Hero.Name is null ? "" : $" {Called} {cast.Hero.Name}"),
        "name" => cast.Hero.Name is null ? $"the {cast.Hero.Kind.Name}" : cast.Hero.Kind.IsChild ? cast.Hero.Name : $"{cast.Hero.Name} the {cast.Hero.Kind.Name}",
        "my kind" => $"my {cast.Hero.Kind.Name} {cast.Hero.Name}".TrimEnd(),
        "boy" => cast.Boys[0],
        "boy2" => cast.Boys[1],
        "girl" => cast.Girls[0],
        "girl2" => cast.Girls[1],
        "he" => cast.Hero.He,
        "him" => cast.Hero.Him,
        "his" => cast.Hero.His,
        "himself" => cast.Hero.Himself,
        "paws" => cast.Hero.Kind.Limbs,
        "friend" => Refer(cast.Friend),
        "a friend" => captions ? Named(cast.Friend) : Introduce(cast.Friend),
        "fhe" => cast.Friend.He,
        "fhim" => cast.Friend.Him,
        "fhis" => cast.Friend.His,
        "fhimself" => cast.Friend.Himself,
        "fpaws" => cast.Friend.Kind.Limbs,
        "fkind" => cast.Friend.Kind.Name,
        "a fkind" => WithArticle(cast.Friend.Kind.Name),
        "third" => Refer(cast.Third),
        "a third" => Introduce(cast.Third),
        "this" => cast.Third.His,
        "tpaws" => cast.Third.Kind.Limbs,
        "who" => Refer(_who),
        "whe" => _who.He,
        "whim" => _who.Him,
        "whis" => _who.His,
        "whimself" => _who.Himself,
        "a plain" => Seen(cast.Hero),
        "a fplain" => Seen(cast.Friend),
        "thing" or "the thing" => ReferToThing(),
        "a thing" => IntroduceThing(),
        "thing." => cast.Thing.Name,
        "a thing." => WithArticle(cast.Thing.Name),
        "my thing" => "my " + cast.Thing.Name,
        "a glowing thing" => "a glowing " + cast.Thing.Name,
        "motif" when Subject is not null => Subject.Motif.Name,
        "a motif" when Subject is not null => MotifAnew(Subject),
        "does" when Subject?.Verb is { } verb => verb.Does,
        "do" when Subject?.Verb is { } verb => verb.Do,
        "did" when Subject?.Verb is { } verb => verb.Did,
        "doing" when Subject?.Verb is { } verb => verb.Doing,
        "in" => $"{cast.Place.Preposition} {cast.Place.Definite}",
        "in a" => $"{cast.Place.Preposition} {cast.Place.WithArticle(cast.PlaceAdjective)}",
        "in a cap" => Value("in a"),
        "in the place" => Value("in"),
        "a place" => cast.Place.WithArticle(cast.PlaceAdjective),
        "place" => cast.Place.Name,
        "the place" => cast.Place.Definite,
        "to" => $"to {cast.Place.Definite}",
        "spot" => Spot(),
        "trouble" => Fill(StoryCast.Pick(GrammarData.Wordings(cast.Trouble.Parts[0]), random)),
        "try1" => Fill(StoryCast.Pick(GrammarData.Wordings(cast.Trouble.Parts[1]), random)),
        "try2" => Fill(StoryCast.Pick(GrammarData.Wordings(cast.Trouble.Parts[2]), random)),
        "fix" => Fill(StoryCast.Pick(GrammarData.Wordings(cast.Trouble.Parts[3]), random)),
        "open" => Fill(StoryCast.Pick(data.Choices["open"], random)),
        _ => cast.Choices.TryGetValue(slot, out var choice) ? Fill(choice) : throw new InvalidDataException($"The grammar has no slot {{{slot}}}."),
    };

    private string Refer(Character character)
    {
        if (!character.Introduced)
        {
            character.Introduced = true;
            if (character == cast.Friend) return $"{cast.Hero.His} friend the {character.Kind.Name}";
            if (character == cast.Third) return WithArticle(character.Kind.Name);
        }
        return character.Name is not null && random.Next(10) < 7 ? character.Name : $"the {character.Kind.Name}";
    }

    /// <summary>"a brave fox named Pip" the first time, "the fox" when it comes again.</summary>
    private string Introduce(Character character)
    {
        if (character.Introduced) return Refer(character);
        character.Introduced = true;
        var described = WithArticle(character.Described);
        return character.Name is null ? described : $"{described} {Called} {character.Name}";
    }

    private string Called => random.Next(3) == 0 ? "called" : "named";

    private string Named(Character character)
    {
        var described = WithArticle(random.Next(10) < 6 ? character.Described : character.Kind.Name);
        return character.Name is not null && random.Next(5) == 0 ? $"{described} named {character.Name}" : described;
    }

    /// <summary>What a picture shows: a colour where the kind has one, else its size or age.</summary>
    private string Seen(Character character)
    {
        var look = data.Looks.TryGetValue(character.Kind.Name, out var looks) ? StoryCast.Pick(looks, random) : null;
        if (character.Adjective is "small" or "little" or "tiny" or "young" or "old" or "big" && random.Next(2) == 0) look = character.Adjective;
        return WithArticle(look is null ? character.Kind.Name : $"{look} {character.Kind.Name}");
    }

    private string IntroduceThing()
    {
        if (captions) return WithArticle(random.Next(2) == 0 || !Prompt ? $"{cast.ThingAdjective} {cast.Thing.Name}" : cast.Thing.Name);
        if (cast.ThingIntroduced) return WithArticle(cast.Thing.Name);
        cast.ThingIntroduced = true;
        return WithArticle($"{cast.ThingAdjective} {cast.Thing.Name}");
    }

    private string ReferToThing()
    {
        if (cast.ThingIntroduced) return $"the {cast.Thing.Name}";
        cast.ThingIntroduced = true;
        return $"{cast.Hero.His} {cast.ThingAdjective} {cast.Thing.Name}";
    }

    /// <summary>Prompts leave the adjective out half of the time.</summary>
    private string MotifAnew(Subject subject)
    {
        var described = Prompt && random.Next(2) == 0 ? subject.Motif.Name : subject.Described;
        return subject.Motif.TakesArticle ? WithArticle(described) : described;
    }

    private string Spot()
    {
        var spot = cast.Spots.Dequeue();
        cast.Spots.Enqueue(spot);
        return spot;
    }

    private static string WithArticle(string noun) => $"{PromptWriter.Article(noun)} {noun}";

    [GeneratedRegex(@"\{([^}]+)\}")] private static partial Regex Slot();
}

using System.Text;
using CsCheck;
using MuseSpark.Inference.Conversion;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Conversion;

public class ScriptDataTests
{
    [Theory]
    [InlineData("module.exports={a:1,b:[-.5,1e3,!0,!1],\"c d\":'e',f:{}}", """{"a":1,"b":[-0.5,1000,true,false],"c d":"e","f":{}}""")]
    [InlineData("x.exports=t();y.exports=[]", "[]")]
    public void Plain_data_becomes_json(string script, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(ScriptData.ToJson(Encoding.UTF8.GetBytes(script))));

    [Fact]
    public void A_text_in_base64_becomes_bytes() => Assert.Equal(new byte[] { 1, 2, 255 }, ScriptData.FromBase64("m.exports=\"AQL/\"},{}]"u8));

    [Theory]
    [InlineData("")]
    [InlineData("module.exports=load()")]
    [InlineData("m.exports={a:load()}")]
    [InlineData("m.exports={a:1 }")]
    [InlineData("m.exports={a:1e999}")]
    [InlineData("m.exports={a:\"\\u0041\"}")]
    [InlineData("m.exports={,}")]
    [InlineData("m.exports=[1")]
    [InlineData("m.exports={a:!2}")]
    public void Anything_else_is_refused(string script) => Assert.Throws<ModelException>(() => ScriptData.ToJson(Encoding.UTF8.GetBytes(script)));

    [Fact]
    public void Lists_in_lists_without_end_are_refused() =>
        Assert.Throws<ModelException>(() => ScriptData.ToJson(Encoding.UTF8.GetBytes("m.exports=" + new string('[', 100_000))));

    [Fact]
    public void Damage_gives_json_or_a_sentence()
    {
        var whole = Encoding.UTF8.GetBytes("m.exports={name:\"a\",shape:[1,2],q:{min:-.1,ok:!0}}");
        (from length in Gen.Int[0, whole.Length] from at in Gen.Int[0, whole.Length - 1] from value in Gen.Byte select (length, at, value)).Sample(damage =>
        {
            var bytes = whole[..damage.length];
            if (damage.at < bytes.Length) bytes[damage.at] = damage.value;
            try
            {
                return ScriptData.ToJson(bytes).Length > 0;
            }
            catch (ModelException)
            {
                return true;
            }
        }, iter: 2_000);
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FingerprintsInIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band0",
                table: "Fingerprints");

            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band1",
                table: "Fingerprints");

            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band2",
                table: "Fingerprints");

            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band3",
                table: "Fingerprints");

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band0_Similar",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band0", "Similar" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band1_Similar",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band1", "Similar" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band2_Similar",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band2", "Similar" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band3_Similar",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band3", "Similar" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band0_Similar",
                table: "Fingerprints");

            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band1_Similar",
                table: "Fingerprints");

            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band2_Similar",
                table: "Fingerprints");

            migrationBuilder.DropIndex(
                name: "IX_Fingerprints_IsPicture_Band3_Similar",
                table: "Fingerprints");

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band0",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band0" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band1",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band1" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band2",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band2" });

            migrationBuilder.CreateIndex(
                name: "IX_Fingerprints_IsPicture_Band3",
                table: "Fingerprints",
                columns: new[] { "IsPicture", "Band3" });
        }
    }
}

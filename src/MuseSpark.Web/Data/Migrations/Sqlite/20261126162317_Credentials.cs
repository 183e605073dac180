using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Credentials : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "Credentials",
                table: "ProvenanceRecords",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Manifest",
                table: "ProvenanceRecords",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "MarkId",
                table: "ProvenanceRecords",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProvenanceRecords_Manifest",
                table: "ProvenanceRecords",
                column: "Manifest",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProvenanceRecords_MarkId",
                table: "ProvenanceRecords",
                column: "MarkId",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ProvenanceRecords_Manifest",
                table: "ProvenanceRecords");

            migrationBuilder.DropIndex(
                name: "IX_ProvenanceRecords_MarkId",
                table: "ProvenanceRecords");

            migrationBuilder.DropColumn(
                name: "Credentials",
                table: "ProvenanceRecords");

            migrationBuilder.DropColumn(
                name: "Manifest",
                table: "ProvenanceRecords");

            migrationBuilder.DropColumn(
                name: "MarkId",
                table: "ProvenanceRecords");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MuseSpark.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PublicReportsAndSamples : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsSample",
                table: "Cases",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "PublicReports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    WorkspaceId = table.Column<Guid>(type: "uuid", nullable: false),
                    GenerationId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Code = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Category = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Words = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Email = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Origin = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReceiptSentAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ToldAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PublicReports", x => new { x.WorkspaceId, x.Id });
                    table.ForeignKey(
                        name: "FK_PublicReports_Cases_WorkspaceId_CaseId",
                        columns: x => new { x.WorkspaceId, x.CaseId },
                        principalTable: "Cases",
                        principalColumns: new[] { "WorkspaceId", "Id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_WorkspaceId_IsSample_State",
                table: "Cases",
                columns: new[] { "WorkspaceId", "IsSample", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_Cases_Category_State",
                table: "Cases",
                columns: new[] { "Category", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_PublicReports_Code",
                table: "PublicReports",
                column: "Code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PublicReports_Email_CreatedAt",
                table: "PublicReports",
                columns: new[] { "Email", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PublicReports_Origin_CreatedAt",
                table: "PublicReports",
                columns: new[] { "Origin", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PublicReports_WorkspaceId_CaseId",
                table: "PublicReports",
                columns: new[] { "WorkspaceId", "CaseId" });

            migrationBuilder.CreateIndex(
                name: "IX_PublicReports_WorkspaceId_GenerationId_CreatedAt",
                table: "PublicReports",
                columns: new[] { "WorkspaceId", "GenerationId", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PublicReports");

            migrationBuilder.DropIndex(
                name: "IX_Cases_Category_State",
                table: "Cases");

            migrationBuilder.DropIndex(
                name: "IX_Cases_WorkspaceId_IsSample_State",
                table: "Cases");

            migrationBuilder.DropColumn(
                name: "IsSample",
                table: "Cases");
        }
    }
}
